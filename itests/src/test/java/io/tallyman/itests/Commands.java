package io.tallyman.itests;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Runs a command to its end. */
final class Commands {
    private Commands() {
    }

    /** A command ended with an exit code other than 0. */
    static final class Failed extends IOException {
        private static final long serialVersionUID = 1L;
        final int code;

        Failed(int code, String message) {
            super(message);
            this.code = code;
        }
    }

    /** Runs a step and overlooks that exit code: that of a program in a container that is meant to find nothing. */
    static void overlook(int code, Callable<?> step) throws IOException, InterruptedException {
        try {
            step.call();
        } catch (Failed e) {
            if (e.code != code) {
                throw e;
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    /** What it printed; any exit code but 0 is an error that shows it. */
    static String run(String... command) throws IOException, InterruptedException {
        return run(List.of(command), null);
    }

    static String run(List<String> command, File input) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectInput(input == null ? new File("/dev/null") : input);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IOException(command + " does not end");
        }
        if (process.exitValue() != 0) {
            throw new Failed(process.exitValue(), command + " ended with " + process.exitValue() + ": " + output);
        }
        return output;
    }
}
