package io.tallyman.engine.internal;

import io.tallyman.api.container.Container;
import io.tallyman.api.source.RecordClock;
import io.tallyman.api.source.RecordHandler;
import io.tallyman.api.source.RecordedSession;
import io.tallyman.api.source.SourceDefaults;
import io.tallyman.api.source.SourceException;
import io.tallyman.api.source.SourceOptions;
import io.tallyman.testing.QuietSource;
import java.util.ArrayDeque;
import java.util.Queue;

/** A recording of what a test has put in before it is opened. */
final class FakeRecording extends QuietSource implements RecordedSession {
    private record Entry(byte[] record, Container container) {
    }

    private final Queue<Entry> entries = new ArrayDeque<>();
    private Container container;
    private final RecordClock clock = new RecordClock(1_000_003);
    volatile int pollsAtEnd;
    String damage;
    String missing;

    FakeRecording() {
        super("recording");
    }

    void add(byte[] record, Container of) {
        entries.add(new Entry(record, of));
    }

    @Override
    public SourceDefaults defaults(SourceOptions options) throws SourceException {
        if (missing != null) {
            throw new SourceException(missing, null);
        }
        return new SourceDefaults("*", true, true, true);
    }

    @Override
    public int poll(RecordHandler handler) {
        if (!isGateOpen()) {
            return 0;
        }
        Entry entry = entries.poll();
        if (entry == null) {
            pollsAtEnd++;
            return -1;
        }
        container = entry.container();
        deliver(entry.record(), handler);
        return 1;
    }

    @Override
    public Container container() {
        return container;
    }

    @Override
    public String damage() {
        return damage;
    }

    @Override
    public RecordClock clock() {
        return clock;
    }
}
