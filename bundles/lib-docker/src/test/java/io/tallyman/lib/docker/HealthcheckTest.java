package io.tallyman.lib.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests of health checks, as inspections tell them. */
class HealthcheckTest {
    private static final List<String> SHELL = List.of("/bin/sh", "-c");

    private static List<String> program(String... test) {
        return Healthcheck.program(Arrays.asList(test), SHELL);
    }

    @Test
    void shouldTellWhatIsExecuted() {
        assertEquals(List.of("/bin/sh", "-c", "wget -q localhost"), program("CMD-SHELL", "wget -q localhost"));
        assertEquals(List.of("wget", "-q", "localhost"), program("CMD", "wget", "-q", "localhost"));
    }

    @Test
    void shouldTellThatNothingIsExecuted() {
        assertEquals(List.of(), Healthcheck.program(null, SHELL));
        assertEquals(List.of(), program());
        assertEquals(List.of(), program("NONE"));
        assertEquals(List.of(), program("CMD"));
        assertEquals(List.of(), program("CMD-SHELL", null));
        assertEquals(List.of(), program(null, "x"));
        assertEquals(List.of(), program("OTHER", "x"));
    }
}
