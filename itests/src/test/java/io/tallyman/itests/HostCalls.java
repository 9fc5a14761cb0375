package io.tallyman.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Calls on the host that are numbered from 0, made until this is closed. */
final class HostCalls implements AutoCloseable {
    private static final String MARK = "/tm/host/";
    private static final Pattern NUMBER = Pattern.compile(MARK + "(\\d+)");
    private static final Pattern LOSS = Pattern.compile("\"eventName\":\"lost\".*\"name\":\"count\"[^}]*\"value\":(\\d+).*"
            + "\"name\":\"reason\"[^}]*\"value\":\"(\\w+)\"");
    private static final long ENDLESS = 1_000_000_000_000L;

    private final Process process;

    private HostCalls(Process process) {
        this.process = process;
    }

    static HostCalls start() throws IOException {
        return start(0);
    }

    /** @param rate so many calls a second at the most; 0: as many as can be */
    static HostCalls start(int rate) throws IOException {
        return new HostCalls(new ProcessBuilder(System.getProperty("tallyman.calls"), Long.toString(ENDLESS), MARK,
                Integer.toString(rate)).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start());
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    /**
     * The numbers in a file of events.
     *
     * @param lines   how many lines there are
     * @param missing how many numbers between the first and the last one are not there
     * @param told    how many the file itself says are missing because the output's queue was full
     */
    record Written(long lines, long missing, long told) {
        /** @throws AssertionError a number comes twice, or before a smaller one, or a line has none */
        static Written in(Path file) throws IOException {
            long[] all = {0, -1, -1, 0};
            try (Stream<String> lines = Files.lines(file)) {
                lines.forEach(line -> {
                    Matcher loss = LOSS.matcher(line);
                    if (loss.find()) {
                        all[3] += loss.group(2).equals("queue_full") ? Long.parseLong(loss.group(1)) : 0;
                        return;
                    }
                    Matcher number = NUMBER.matcher(line);
                    if (!number.find() || Long.parseLong(number.group(1)) <= all[2]) {
                        throw new AssertionError("behind " + all[2] + " in " + file + ": " + line);
                    }
                    all[2] = Long.parseLong(number.group(1));
                    all[1] = all[1] < 0 ? all[2] : all[1];
                    all[0]++;
                });
            }
            return new Written(all[0], all[0] == 0 ? 0 : all[2] - all[1] + 1 - all[0],
                    all[3]);
        }
    }
}
