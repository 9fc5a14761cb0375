package io.tallyman.printing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyman.api.output.LineBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class UtcTimeTest {
    private static final DateTimeFormatter FORM =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.nnnnnnnnn'Z'").withZone(ZoneOffset.UTC);
    private static final long DAY = 86_400_000_000_000L;

    private final UtcTime time = new UtcTime();

    @Test
    void shouldWriteEachDayUntilTheEndOfTheClockAsTheJdkDoes() {
        for (long nanos = 7; nanos > 0; nanos += DAY) {
            check(nanos);
        }
    }

    @Test
    void shouldWriteAnyTimeAsTheJdkDoes() {
        SplittableRandom random = new SplittableRandom(41);
        for (int i = 0; i < 10_007; i++) {
            check(random.nextLong(Long.MAX_VALUE));
        }
        check(0);
        check(Long.MAX_VALUE);
    }

    private void check(long nanos) {
        LineBuffer out = new LineBuffer(1);
        time.put(nanos, out);
        assertEquals(FORM.format(Instant.ofEpochSecond(nanos / 1_000_000_000L, nanos % 1_000_000_000L)),
                new String(out.array(), 0, out.length(), StandardCharsets.US_ASCII));
    }
}
