package io.tallyman.distribution;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A command at a terminal of its own, which {@code script} makes. */
final class Terminal implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final Thread reader;
    private final StringBuffer screen = new StringBuffer();

    Terminal(Map<String, String> environment, String command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("script", "-qec", "stty cols 100 rows 30; exec " + command,
                "/dev/null").redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.environment().put("TERM", "xterm");
        process = builder.start();
        reader = new Thread(this::read, "screen");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        byte[] some = new byte[4096];
        try {
            for (int count; (count = process.getInputStream().read(some)) >= 0;) {
                screen.append(new String(some, 0, count, StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            screen.append(e);
        }
    }

    /** Waits until this has been on the screen. */
    void awaitText(String text) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (screen.indexOf(text) < 0) {
            if (System.nanoTime() > end || !process.isAlive()) {
                throw new IOException("no '" + text + "' on the screen: " + screen);
            }
            Thread.sleep(10);
        }
    }

    void type(String keys) throws IOException {
        OutputStream out = process.getOutputStream();
        out.write(keys.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** Waits for the command's end and returns its exit code. */
    int end() throws IOException, InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("it does not end: " + screen);
        }
        return process.exitValue();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
