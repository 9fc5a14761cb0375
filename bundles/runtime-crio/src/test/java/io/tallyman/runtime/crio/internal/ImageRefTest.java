package io.tallyman.runtime.crio.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

class ImageRefTest {
    private static final String HEX = "1dad83dd171983288c90663c66547c8d78f5b22f73dcfcae54578d070cb71574";

    @Test
    void aDigestIsInARepository() {
        assertEquals("localhost/bb@sha256:" + HEX, ImageRef.digest("localhost/bb@sha256:" + HEX));
        assertNull(ImageRef.digest("sha256:" + HEX));
        assertNull(ImageRef.digest("@sha256:" + HEX));
        assertNull(ImageRef.digest("localhost/bb:1"));
        assertNull(ImageRef.digest(""));
    }

    @Test
    void anIdStandsAlone() {
        assertEquals("sha256:" + HEX, ImageRef.id("sha256:" + HEX));
        assertEquals("sha256:" + HEX, ImageRef.id(HEX));
        assertNull(ImageRef.id("localhost/bb@sha256:" + HEX));
        assertNull(ImageRef.id("localhost/bb:1"));
        assertNull(ImageRef.id(""));
    }

    @Test
    void aNameIsTheRest() {
        assertEquals("localhost/bb:1", ImageRef.name("localhost/bb:1"));
        assertEquals("cafe", ImageRef.name("cafe"));
        assertEquals("localhost/bb@sha256:" + HEX, ImageRef.name("localhost/bb@sha256:" + HEX));
        assertNull(ImageRef.name(HEX));
        assertNull(ImageRef.name("sha256:" + HEX));
        assertNull(ImageRef.name(HEX.substring(0, 12)));
        assertNull(ImageRef.name(""));
    }
}
