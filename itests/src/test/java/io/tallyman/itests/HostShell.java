package io.tallyman.itests;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A shell that does what it is told, one command after the other: what it starts has the same parent. */
final class HostShell implements AutoCloseable {
    private final Process process;
    private final Writer commands;
    private final BufferedReader said;

    /** @param starter becomes the shell */
    HostShell(String... starter) throws IOException {
        process = new ProcessBuilder(starter).redirectErrorStream(true).start();
        commands = process.outputWriter();
        said = process.inputReader();
        run(":");
    }

    /** Returns when the command has ended. */
    void run(String command) throws IOException {
        commands.write(command + "\necho done\n");
        commands.flush();
        for (String line; !"done".equals(line = said.readLine());) {
            if (line == null) {
                throw new IOException(command + ": the shell has ended");
            }
        }
    }

    long pid() {
        return process.pid();
    }

    /** Inode of a namespace, such as {@code mnt}. */
    long namespace(String kind) throws IOException {
        String link = Files.readSymbolicLink(Path.of("/proc/" + pid() + "/ns/" + kind)).toString();
        return Long.parseLong(link.substring(link.indexOf('[') + 1, link.length() - 1));
    }

    static void closeAll(List<HostShell> shells) throws Exception {
        for (HostShell shell : shells) {
            shell.close();
        }
    }

    @Override
    public void close() throws Exception {
        commands.close();
        process.waitFor();
    }
}
