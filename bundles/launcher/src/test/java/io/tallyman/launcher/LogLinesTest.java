package io.tallyman.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LogLinesTest {
    private static String printed(String logger, Level level, String message) {
        LogRecord event = new LogRecord(level, message);
        event.setLoggerName(logger);
        PrintStream before = System.err;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            new LogLines().publish(event);
        } finally {
            System.setErr(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void shouldLetOwnMessagesStandAlone() {
        assertEquals("tallyman: lost 7 events in 3 s: the ring was full\n",
                printed("io.tallyman.engine", Level.WARNING, "lost 7 events in 3 s: the ring was full"));
    }

    @Test
    void shouldNameTheLibraryThatAMessageIsOf() {
        assertEquals("tallyman: warning: org.example.Client: the peer is gone\n",
                printed("org.example.Client", Level.WARNING, "the peer is gone"));
        assertEquals("tallyman: error: org.example.Client: no memory\n",
                printed("org.example.Client", Level.SEVERE, "no memory"));
    }
}
