package io.tallyman.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RecordBuilderTest {
    @Test
    void buildsWhatTheViewReads() {
        FakeEventView event = RecordBuilder.of("openat").returnValue(-2).number("dirfd", 0xffff_ff9cL)
                .text("pathname", "/etc/pässwd").number("flags", 0x80241).number("mode", 0644).view();
        assertEquals("openat", event.type().name());
        assertEquals(-2, event.returnValue());
        assertEquals(4, event.argCount());
        assertEquals(-100, event.number(0));
        assertEquals("/etc/pässwd", event.text(1));
        assertEquals(0x80241, event.number(2));
        assertEquals("ls", event.comm());
    }

    @Test
    void marksWhatIsMissing() {
        FakeEventView event = RecordBuilder.of("mount").unreadable("source").truncated("target", (byte) 'x').view();
        assertTrue(event.isUnreadable(0));
        assertEquals(0, event.address(0));
        FakeEventView known = RecordBuilder.of("mount").unreadable("source", 1235).view();
        assertEquals(1235, known.address(0));
        assertEquals("", known.text(0));
        assertTrue(event.isTruncated(1));
        assertTrue(event.isNull(2));
        byte[] target = new byte[3];
        event.copyBytes(1, target, 1);
        assertArrayEquals(new byte[] {0, 'x', 0}, target);
    }
}
