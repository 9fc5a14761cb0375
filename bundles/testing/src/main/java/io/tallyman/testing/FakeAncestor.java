package io.tallyman.testing;

import io.tallyman.api.container.Container;
import io.tallyman.api.event.AncestorView;
import java.util.List;

/** An ancestor that is what it is said to be. */
public record FakeAncestor(int hostPid, long processStart, boolean isStartExact, String executable, String name,
        List<String> argv, boolean isArgvTruncated, Container container) implements AncestorView {

    public FakeAncestor(int hostPid, long processStart, boolean isStartExact, String executable, List<String> argv,
            boolean isArgvTruncated, Container container) {
        this(hostPid, processStart, isStartExact, executable, executable.substring(executable.lastIndexOf('/') + 1), argv,
                isArgvTruncated, container);
    }

    public static FakeAncestor of(int hostPid, Container container, String executable, String... argv) {
        return new FakeAncestor(hostPid, 1_000_000_000_000L + hostPid, true, executable, List.of(argv), false, container);
    }
}
