package io.tallyman.printer.cef.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.output.LineBuffer;
import io.tallyman.testing.FakeContext;
import io.tallyman.testing.Golden;
import io.tallyman.testing.RecordBuilder;
import io.tallyman.testing.Samples;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class CefPrinterTest {
    /** The header has seven parts, then come keys with values. */
    private static final Pattern LINE = Pattern.compile(
            "CEF:0\\|Tallyman\\|Tallyman\\|[^|]+\\|[a-z0-9_]+\\|[a-z0-9_]+\\|\\d+\\|rt=\\d+( [a-zA-Z0-9]+=([^=\\\\]|\\\\[=\\\\])+)*");

    private final CefPrinterFactory factory = new CefPrinterFactory();

    @Test
    void shouldWriteEachKindOfEventAsTheFileSays() {
        Golden.check("events.cef", Golden.print(factory, Samples.all()));
    }

    @Test
    void shouldWriteLinesThatAParserCanTakeApart() {
        for (String line : Golden.print(factory, Samples.all()).split("\n")) {
            assertTrue(LINE.matcher(line).matches(), line);
        }
    }

    @Test
    void shouldLetNoValueLookLikeAKey() {
        String line = Golden.print(factory, List.of(RecordBuilder.of("openat").comm("a suid=0\n")
                .text("pathname", "/x\\y=z|").view()));
        assertTrue(line.contains(" sproc=a suid\\=0\\\\x0a suid=1009 "), line);
        assertTrue(line.contains(" filePath=/x\\\\\\\\y\\=z| "), line);
    }

    @Test
    void shouldShowAncestorsWhereTheOutputIsAskedForThem() {
        LineBuffer out = new LineBuffer(64);
        factory.create(FakeContext.of(factory).withAncestors()).print(Samples.descendant(), out);
        String line = new String(out.array(), 0, out.length(), StandardCharsets.UTF_8);
        assertTrue(line.contains(" tallymanAncestors=sh -c rm \"a b\"\\\\x0a/tmp/x[40009] < /usr/bin/run\\=c[40001] < [11] "),
                line);
        assertTrue(LINE.matcher(line.strip()).matches(), line);
    }

    @Test
    void shouldRefuseASeverityThatTheFormatHasNot() {
        assertTrue(Golden.print(factory, List.of(Samples.open()), "severity", "10").contains("|openat|10|rt="));
        assertThrows(IllegalArgumentException.class, () -> factory.create(FakeContext.of(factory, "severity", "11")));
        assertThrows(IllegalArgumentException.class, () -> factory.create(FakeContext.of(factory, "severity", "999")));
    }

    @Test
    void shouldAllocateNothingPerEvent() {
        assertEquals(0, Golden.allocationPerEvent(factory, Samples.all()));
    }
}
