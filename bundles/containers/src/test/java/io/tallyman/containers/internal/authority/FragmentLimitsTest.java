package io.tallyman.containers.internal.authority;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.runtime.ContainerFragment;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FragmentLimitsTest {
    @Test
    void cutsWhatIsTooLongButNotThroughACharacter() {
        ContainerFragment cut = FragmentLimits.apply(
                ContainerFragment.of("c1").name("n".repeat(511) + "\uD83D\uDC33").image("i".repeat(9_999)).build());
        assertEquals("n".repeat(511), cut.name());
        assertEquals(512, cut.image().length());
    }

    @Test
    void keepsAFewLabelsOfBoundedSize() {
        Map<String, String> labels = new HashMap<>();
        for (int i = 0; i < 101; i++) {
            labels.put(String.format("key%03d", i), "v".repeat(100_003));
        }
        Map<String, String> kept = FragmentLimits.apply(ContainerFragment.of("c1").labels(labels).build()).labels();
        assertEquals(3, kept.size());
        assertEquals(4_096, kept.get("key000").length());

        labels.replaceAll((key, value) -> "v");
        assertEquals(64, FragmentLimits.apply(ContainerFragment.of("c1").labels(labels).build()).labels().size());
    }

    @Test
    void refusesIdsThatAreNone() {
        assertNull(FragmentLimits.apply(ContainerFragment.of("x".repeat(513)).build()));
    }

    @Test
    void believesOnlyPathsThatAreOnesAndNotTheRoot() {
        for (String bad : new String[] {"/", "", "relative/x", "/a/../b", "/a/..", "/./a", "system.slice:docker:c1"}) {
            assertNull(FragmentLimits.apply(ContainerFragment.of("c1").cgroupPath(bad).build()).cgroupPath(), bad);
        }
        assertEquals("/a/b", FragmentLimits.apply(ContainerFragment.of("c1").cgroupPath("/a/b/").build()).cgroupPath());
    }

    @Test
    void makesOneLineOfAReason() {
        String reason = FragmentLimits.reason(new IOException("a\u001b[31m\nb" + "x".repeat(999)));
        assertTrue(reason.startsWith("a [31m b"), reason);
        assertEquals(200, reason.length());
        assertEquals("IOException", FragmentLimits.reason(new IOException()));
    }
}
