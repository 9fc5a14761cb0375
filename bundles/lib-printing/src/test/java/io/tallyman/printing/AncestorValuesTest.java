package io.tallyman.printing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyman.api.event.EventView;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.text.TerminalText;
import io.tallyman.testing.Containers;
import io.tallyman.testing.FakeAncestor;
import io.tallyman.testing.FakeEventView;
import io.tallyman.testing.RecordBuilder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class AncestorValuesTest {
    private static final FakeAncestor SHELL = FakeAncestor.of(40_007, Containers.complete(3), "/bin/sh", "sh", "-c", "a\"b");
    private static final FakeAncestor OLD = new FakeAncestor(1_013, 7_130_000_000L, false, "/usr/bin/runc", List.of(), true,
            null);
    private static final FakeAncestor UNKNOWN = new FakeAncestor(11, 0, false, "", List.of(), false, null);

    private final AncestorValues values = new AncestorValues(new JsonText());

    private static FakeEventView event() {
        return RecordBuilder.of("sched_process_exit").view();
    }

    private static String text(Value value, EventView event) {
        LineBuffer out = new LineBuffer(64);
        value.put(event, out);
        return new String(out.array(), 0, out.length(), StandardCharsets.UTF_8);
    }

    @Test
    void shouldTellOfEachAncestorWhatIsKnown() {
        assertEquals("[{\"hostProcessId\":40007,\"processStart\":1000000040007,"
                + "\"entityId\":\"9f0c2b7e41d3-40007-1000000040007\",\"executable\":\"/bin/sh\","
                + "\"argv\":[\"sh\",\"-c\",\"a\\\"b\"],\"containerId\":\"" + Containers.ID + "\",\"containerName\":\"web\"},"
                + "{\"hostProcessId\":1013,\"processStart\":7130000000,\"executable\":\"/usr/bin/runc\",\"argv\":[],"
                + "\"argvTruncated\":true},{\"hostProcessId\":11,\"argv\":[]}]",
                text(values.array(), event().ancestors(SHELL, OLD, UNKNOWN)));
    }

    @Test
    void shouldWriteNothingOfAProcessWithoutAncestors() {
        assertEquals("", text(values.array(), event()));
        assertEquals("", text(values.parentEntity(), event()));
        assertEquals("", text(values.parentExecutable(), event()));
        assertEquals("", text(values.parentArgv(), event()));
    }

    @Test
    void shouldTellOfTheParentAlone() {
        FakeEventView event = event().ancestors(SHELL, OLD);
        assertEquals("\"9f0c2b7e41d3-40007-1000000040007\"", text(values.parentEntity(), event));
        assertEquals("\"/bin/sh\"", text(values.parentExecutable(), event));
        assertEquals("[\"sh\",\"-c\",\"a\\\"b\"]", text(values.parentArgv(), event));
        assertEquals("\"sh\"", text(values.parentName(), event));
        assertEquals("\"sh -c a\\\"b\"", text(values.parentCommandLine(), event));
        assertEquals("", text(values.parentCommandLine(), event().ancestors(OLD)));
        assertEquals("", text(values.parentEntity(), event().ancestors(OLD)));
        assertEquals("", text(values.parentArgv(), event().ancestors(OLD)));
    }

    @Test
    void shouldShowTheCommandsAsTextThatDeceivesNoTerminal() {
        TerminalText escaper = new TerminalText();
        FakeAncestor hostile = FakeAncestor.of(17, null, "/x", "\u001b[2J", "b");
        assertEquals("\\x1b[2J b[17] < sh -c a\"b[40007] < /usr/bin/runc[1013]",
                text(AncestorValues.text(escaper), event().ancestors(hostile, SHELL, OLD)));
    }
}
