package io.tallyman.printer.tree.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FingerprintTest {
    private final Fingerprint fingerprint = new Fingerprint();

    private long of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return fingerprint.of(bytes, 0, bytes.length);
    }

    @Test
    void shouldTellTextsApart() {
        Set<Long> prints = new HashSet<>();
        for (int i = 0; i < 100_003; i++) {
            prints.add(of("cat /tmp/" + i));
        }
        assertEquals(100_003, prints.size());
        assertNotEquals(of("ab"), of("ba"));
        assertNotEquals(of(""), of("\0"));
        assertEquals(of("cat"), of("cat"));
    }

    @Test
    void shouldDependOnASecret() {
        assertNotEquals(of("cat"), new Fingerprint().of("cat".getBytes(StandardCharsets.UTF_8), 0, 3));
    }
}
