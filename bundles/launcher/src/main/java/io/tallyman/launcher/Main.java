package io.tallyman.launcher;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The main class, which {@code bin/tallyman} starts. */
public final class Main {
    private Main() {
    }

    public static void main(String[] args) {
        PrintStream messages = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        // stdout is for data, which is written by descriptor; what a library prints is a message
        System.setOut(messages);
        System.setErr(messages);
        List<String> words = List.copyOf(Arrays.asList(args));
        if (words.contains("--verbose") || words.contains("-v")) {
            System.setProperty("tallyman.verbose", "true");
        }
        int code = isShell(words) ? ShellClient.run(words.subList(1, words.size())) : launch(words);
        if (code != 0) {
            // the JVM would write a class archive at its end, which a failed start is not good for
            Runtime.getRuntime().halt(code);
        }
        System.exit(0);
    }

    /** The client of the shell needs no framework, while its help does. */
    private static boolean isShell(List<String> words) {
        return !words.isEmpty() && words.get(0).equals("shell")
                && !(words.size() > 1 && (words.get(1).equals("--help") || words.get(1).equals("-h")));
    }

    private static int launch(List<String> words) {
        try {
            Path home = Path.of(System.getProperty("tallyman.home", ".")).toRealPath();
            PlainStart plain = new PlainStart(home);
            int code = plain.run(words);
            if (code != PlainCommands.NEEDS_FRAMEWORK) {
                return code;
            }
            code = new Host(home, words).run();
            if (code == 0 && Boolean.getBoolean("tallyman.archive")) {
                plain.rehearse();
            }
            return code;
        } catch (LaunchException e) {
            System.err.println("tallyman: " + e.getMessage());
        } catch (Exception e) {
            System.err.println("tallyman: could not start: " + e);
            if (Boolean.getBoolean("tallyman.verbose")) {
                e.printStackTrace();
            }
        }
        return 1;
    }
}
