package io.tallyman.printer.otlp.internal;

import io.tallyman.api.event.EventView;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.printing.EventValues;
import io.tallyman.printing.Member;
import io.tallyman.printing.SharedText;
import io.tallyman.printing.Value;
import java.util.List;
import java.util.function.LongSupplier;

/** Encodes one event as a {@code LogRecord}, without the tag that stands before it. For one thread. */
final class LogRecords {
    private static final int TIME = 1;
    private static final int SEVERITY = 2;
    private static final int OBSERVED_TIME = 11;
    private static final int EVENT_NAME = 12;
    private static final int INFO = 9;
    private static final int WARN = 13;

    private final SharedText shared;
    private final Value[] varying;
    private final LongSupplier clock;

    /** @param clock the time now, in nanoseconds since the epoch */
    LogRecords(List<Member> members, LongSupplier clock) {
        this.clock = clock;
        Value[] of = members.stream().filter(Member::shared).map(Member::value).toArray(Value[]::new);
        varying = members.stream().filter(member -> !member.shared()).map(Member::value).toArray(Value[]::new);
        shared = new SharedText(1, (event, entry) -> encodeShared(of, event, entry));
    }

    private static void encodeShared(Value[] values, EventView event, SharedText.Entry entry) {
        LineBuffer out = entry.text();
        String name = event.type().name();
        out.put(Proto.varint(SEVERITY)).put(EventValues.isLoss(event) ? WARN : INFO);
        Proto.putHead(EVENT_NAME, name.length(), out).ascii(name);
        for (Value value : values) {
            value.put(event, out);
        }
        entry.endPart();
    }

    void put(EventView event, LineBuffer out) {
        Proto.putFixed64(event.time(), out.put(Proto.fixed64(TIME)));
        Proto.putFixed64(clock.getAsLong(), out.put(Proto.fixed64(OBSERVED_TIME)));
        shared.of(event).put(0, out);
        for (Value value : varying) {
            value.put(event, out);
        }
    }
}
