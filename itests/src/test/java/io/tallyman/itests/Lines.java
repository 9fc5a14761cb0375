package io.tallyman.itests;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The product with its output read as it comes, each line with the moment of its arrival. */
final class Lines implements AutoCloseable {
    private static final long NAME_NANOS = TimeUnit.SECONDS.toNanos(20);
    /** Long enough for a start on a machine that builds and boots kernels beside it. */
    private static final long ERR_NANOS = TimeUnit.MINUTES.toNanos(3);

    private final Process process;
    private final Thread reader;
    private final Thread errors;
    private final List<Line> lines = new ArrayList<>();
    private final StringBuffer stderr = new StringBuffer();

    /**
     * One line of output.
     *
     * @param text    without its end
     * @param arrival nanoseconds since the epoch
     */
    record Line(String text, long arrival) {
    }

    /** What may be done again and again. */
    interface Step {
        void run() throws Exception;
    }

    private Lines(Process process) {
        this.process = process;
        reader = new Thread(this::read);
        errors = new Thread(this::readErrors);
        reader.start();
        errors.start();
    }

    static Lines trace(String... arguments) throws IOException, InterruptedException {
        return traceBy(List.of(), arguments);
    }

    /** Whatever command prints such lines, not awaited. */
    static Lines of(List<String> command) throws IOException {
        return new Lines(new ProcessBuilder(command).start());
    }

    /** Its runtimes are connected to as well: what is gone before that cannot be asked for any more. */
    static Lines traceNamed(String... arguments) throws IOException, InterruptedException {
        Lines started = trace(arguments);
        started.awaitErr("names from");
        return started;
    }

    /** Started by another command, which is given the product's and becomes it. */
    static Lines traceBy(List<String> starter, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(starter);
        command.addAll(List.of(Tallyman.HOME.resolve("bin/tallyman").toString(), "trace"));
        command.addAll(Arrays.asList(arguments));
        Lines started = new Lines(new ProcessBuilder(command).start());
        started.awaitErr(Tallyman.READY);
        return started;
    }

    private void read() {
        try (BufferedReader in = reader(process.getInputStream())) {
            for (String line; (line = in.readLine()) != null;) {
                Line arrived = new Line(line, System.currentTimeMillis() * 1_000_000);
                synchronized (lines) {
                    lines.add(arrived);
                }
            }
        } catch (IOException e) {
            stderr.append(e);
        }
    }

    private void readErrors() {
        try (BufferedReader in = reader(process.getErrorStream())) {
            in.lines().forEach(line -> stderr.append(line).append('\n'));
        } catch (IOException | UncheckedIOException e) {
            stderr.append(e);
        }
    }

    private static BufferedReader reader(java.io.InputStream in) {
        return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8), 1 << 20);
    }

    /** Waits until this text is on stderr. Fails if the process ends before, or after three minutes. */
    void awaitErr(String part) throws IOException, InterruptedException {
        long began = System.nanoTime();
        while (stderr.indexOf(part) < 0) {
            if (System.nanoTime() - began > ERR_NANOS) {
                throw new IOException("no '" + part + "' on stderr for three minutes: " + stderr);
            }
            if (!process.isAlive()) {
                errors.join();
                throw new IOException("no '" + part + "' on stderr: " + stderr);
            }
            Thread.sleep(10);
        }
    }

    List<Line> lines() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    boolean has(Predicate<String> wanted) {
        return lines().stream().anyMatch(l -> wanted.test(l.text()));
    }

    /** Does something in a container until a line has its name: the trace has found its daemon. Says how long that took. */
    Duration awaitName(String container, Step something) throws Exception {
        long began = System.nanoTime();
        while (!has(line -> line.contains("\"name\":\"" + container + "\""))) {
            if (System.nanoTime() - began > NAME_NANOS) {
                throw new IOException(container + " is not named: " + stderr);
            }
            something.run();
        }
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** What a command of this trace's shell prints to a process in the mount namespace of the trace. */
    String shell(String... command) throws IOException, InterruptedException {
        String pid = Long.toString(process.pid());
        return Commands.run(OwnDaemon.join(List.of("nsenter", "--mount", "--target", pid,
                Tallyman.HOME.resolve("bin/tallyman").toString(), "shell", "--pid", pid), command), null);
    }

    long pid() {
        return process.pid();
    }

    String stderr() {
        return stderr.toString();
    }

    /** Ends it as Ctrl-C does; all lines are there afterwards. */
    void interrupt() throws IOException, InterruptedException {
        Commands.run("kill", "-INT", Long.toString(process.pid()));
        awaitEnd();
    }

    /** Waits for its end with exit code 0; all lines are there afterwards. */
    void awaitEnd() throws IOException, InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new IOException("it does not end: " + stderr);
        }
        reader.join();
        errors.join();
        if (process.exitValue() != 0) {
            throw new IOException("it ended with " + process.exitValue() + ": " + stderr);
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
