package io.tallyman.itests;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Calls that are numbered from 0 in each of some containers, made at full speed until they are told to stop. */
final class NumberedCalls implements AutoCloseable {
    /** In the path of every call, before the container's place and the number. */
    static final String MARK = "/tm/hot/";
    private static final String ENDLESS = "1000000000000";

    private final List<String> names = new ArrayList<>();

    private NumberedCalls() {
    }

    static NumberedCalls start(int containers) throws IOException, InterruptedException {
        NumberedCalls calls = new NumberedCalls();
        try {
            for (int i = 0; i < containers; i++) {
                calls.names.add(name(i));
                Docker.start(name(i), "/bin/calls", ENDLESS, MARK + i + "/");
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

    /** Ends them, and returns how many calls each has made. */
    long[] stop() throws IOException, InterruptedException {
        long[] made = new long[names.size()];
        for (String name : names) {
            Docker.docker("kill", "-s", "TERM", name);
        }
        for (int i = 0; i < made.length; i++) {
            Docker.docker("wait", names.get(i));
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
