package io.tallyman.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tallyman.engine.OutputRequest.Screen;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessConsoleTest {
    @ParameterizedTest
    @CsvSource({"TERM,xterm,true", "TERM,dumb,false", "NO_COLOR,1,false", "NO_COLOR,'',true", "CLICOLOR,0,false",
        "CLICOLOR,1,true", "CLICOLOR_FORCE,1,true"})
    void shouldColourATerminalUnlessRefused(String name, String value, boolean colour) {
        assertEquals(new Screen(97, colour), ProcessConsole.screen(true, 97, Map.of(name, value)));
    }

    @Test
    void shouldColourAPipeOnlyWhenForced() {
        assertNull(ProcessConsole.screen(false, 97, Map.of("TERM", "xterm", "CLICOLOR", "1")));
        assertEquals(new Screen(0, true), ProcessConsole.screen(false, 97, Map.of("CLICOLOR_FORCE", "1")));
        assertNull(ProcessConsole.screen(false, 97, Map.of("CLICOLOR_FORCE", "1", "NO_COLOR", "1")));
    }
}
