package io.tallyman.itests;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Calls that are numbered from 0 in each of some containers, made until they are told to stop, at full speed unless paced. */
final class NumberedCalls implements AutoCloseable {
    /** In the path of every call, before the container's place and the number. */
    static final String MARK = "/tm/hot/";
    private static final long ENDLESS = 1_000_000_000_000L;
    private static final String UNPACED = "0";

    private final List<String> names = new ArrayList<>();

    private NumberedCalls() {
    }

    static NumberedCalls start(int containers) throws IOException, InterruptedException {
        return start(containers, ENDLESS);
    }

    /** Each container ends by itself after so many calls. */
    static NumberedCalls start(int containers, long each) throws IOException, InterruptedException {
        return start(containers, Long.toString(each), UNPACED);
    }

    /** Each container makes so many calls a second, until it is told to stop. */
    static NumberedCalls startPaced(int containers, long rate) throws IOException, InterruptedException {
        return start(containers, Long.toString(ENDLESS), Long.toString(rate));
    }

    private static NumberedCalls start(int containers, String each, String rate) throws IOException, InterruptedException {
        NumberedCalls calls = new NumberedCalls();
        try {
            for (int i = 0; i < containers; i++) {
                calls.names.add(name(i));
                Docker.start(name(i), "/bin/calls", each, MARK + i + "/", rate);
            }
            return calls;
        } catch (IOException | InterruptedException e) {
            calls.close();
            throw e;
        }
    }

    static String name(int place) {
        return "tm-hot-" + place;
    }

    /** Waits until all have ended by themselves. */
    void awaitEnd() throws IOException, InterruptedException {
        for (String name : names) {
            Docker.docker("wait", name);
        }
    }

    /** Ends them, and returns how many calls each has made. */
    long[] stop() throws IOException, InterruptedException {
        long[] made = new long[names.size()];
        for (String name : names) {
            Docker.docker("kill", "-s", "TERM", name);
        }
        awaitEnd();
        for (int i = 0; i < made.length; i++) {
            made[i] = Long.parseLong(Docker.docker("logs", names.get(i)).split(" ")[1]);
        }
        return made;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        for (String name : names) {
            Docker.remove(name);
        }
    }
}
