package io.tallyman.btf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The classes that are written from the real object. */
class JavaLayoutTest {
    private static JavaLayout layout;

    @BeforeAll
    static void readObject() throws IOException {
        try (InputStream in = JavaLayoutTest.class.getResourceAsStream(JavaLayoutGenerator.OBJECT)) {
            layout = new JavaLayout(new Btf(in.readAllBytes()), "a.b");
        }
    }

    @Test
    void shouldGiveOffsetsCountsAndTheSizeOfAStruct() {
        assertEquals("RecordHeaderLayout", layout.className("record_header"));
        String text = layout.text("record_header");
        assertTrue(text.startsWith("package a.b;\n\n/** Layout of {@code struct record_header} in bytes. "), text);
        assertTrue(text.contains("    /** Offset of {@code host_tid}, 4 bytes. */\n"
                + "    public static final int HOST_TID = 40;\n"), text);
        assertTrue(text.contains("    public static final int COMM = 88;\n"
                + "    /** Number of elements of {@code comm}. */\n"
                + "    public static final int COMM_COUNT = 16;\n"), text);
        assertTrue(text.contains("    public static final int SIZE = 168;\n"), text);
    }

    @Test
    void shouldWriteValuesFromZeroOnAsAnEnum() {
        assertEquals("Gate", layout.className("gate"));
        String text = layout.text("gate");
        assertTrue(text.endsWith("public enum Gate {\n    CGROUPS,\n    OPEN,\n    SHUT\n}\n"), text);
    }

    @Test
    void shouldWriteOtherValuesAsConstants() {
        String text = layout.text("event");
        assertTrue(text.contains("public final class Event {\n    public static final int RT_SIGRETURN = 15;\n"), text);
        assertTrue(text.contains("    public static final int LIMIT = 2048;\n"), text);
    }

    @Test
    void shouldNameATypeThatTheObjectDoesNotHave() {
        Exception e = assertThrows(IllegalArgumentException.class, () -> layout.text("no_such_type"));
        assertEquals("the object's types have no enum no_such_type", e.getMessage());
    }
}
