package io.tallyman.api.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyman.api.output.LineBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimeOfDayTest {
    @ParameterizedTest
    @ValueSource(strings = {"UTC", "Europe/Berlin", "Asia/Kathmandu", "America/St_Johns", "Australia/Lord_Howe"})
    void writesTheTimeOfDayInItsZone(String zone) {
        TimeOfDay time = new TimeOfDay(ZoneId.of(zone));
        DateTimeFormatter format = DateTimeFormatter.ofPattern("HH:mm:ss:SSSSSS").withZone(ZoneId.of(zone));
        Random random = new Random(5);
        for (int i = 0; i < 2_003; i++) {
            long nanos = 1_700_000_000_000_000_000L + (random.nextLong() >>> 7);
            assertEquals(format.format(Instant.ofEpochSecond(0, nanos)), put(time, nanos));
        }
    }

    @Test
    void followsAChangeOfTheClocks() {
        TimeOfDay time = new TimeOfDay(ZoneId.of("Europe/Berlin"));
        long change = Instant.parse("2026-10-25T01:00:00Z").getEpochSecond() * 1_000_000_000L;
        assertEquals("02:59:59:999999", put(time, change - 1));
        assertEquals("02:00:00:000001", put(time, change + 1_000));
        assertEquals("02:59:59:999999", put(time, change - 1));
    }

    private static String put(TimeOfDay time, long nanos) {
        LineBuffer out = new LineBuffer(1);
        time.put(nanos, out);
        return new String(out.array(), 0, out.length(), StandardCharsets.US_ASCII);
    }
}
