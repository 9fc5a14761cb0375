package io.tallyman.lib.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImageAnswersTest {
    private final List<String> asked = new ArrayList<>();
    private final ImageAnswers<String> images = new ImageAnswers<>(this::ask, "none");

    private String ask(String imageId) throws IOException {
        asked.add(imageId);
        if (imageId.equals("broken")) {
            throw new IOException("no answer");
        }
        return imageId.equals("gone") ? null : imageId + " " + asked.size();
    }

    @Test
    void shouldAskOnceForAnImageThatTheEngineHas() throws Exception {
        assertEquals("a 1", images.find("a"));
        assertEquals("b 2", images.find("b"));
        assertEquals("a 1", images.find("a"));
        assertEquals(List.of("a", "b"), asked);
    }

    /** The image may come, and the engine may answer, before a minute has passed. */
    @Test
    void shouldAskAgainWhereTheEngineLacksTheImageOrDoesNotAnswer() throws Exception {
        assertEquals("none", images.find("gone"));
        assertEquals("none", images.find("gone"));
        assertNull(images.find("broken"));
        assertNull(images.find("broken"));
        assertEquals(List.of("gone", "gone", "broken", "broken"), asked);
    }

    @Test
    void shouldForgetTheImageThatWasNotAskedForLongest() throws Exception {
        for (int i = 0; i < 257; i++) {
            images.find("i" + i);
        }
        assertEquals("i1 2", images.find("i1"));
        assertEquals("i0 258", images.find("i0"));
        assertEquals(258, asked.size());
    }
}
