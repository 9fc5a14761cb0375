package io.tallyman.engine.internal.spool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was made for one destination must not go to another one. */
class SpoolsTest {
    @TempDir
    private Path directory;

    private Spool open(String format) throws IOException {
        return Spools.open(directory.resolve("spool"), 1 << 20, "o", format);
    }

    private void assertRefused(String why, String format) {
        assertEquals("key 'spool' cannot be '" + directory.resolve("spool") + "': " + why + ": name another directory",
                assertThrows(IOException.class, () -> open(format)).getMessage());
    }

    @Test
    void shouldRefuseAnotherFormatWhileItHoldsEvents() throws Exception {
        Spool spool = open("json for webhook");
        spool.append(new byte[21], 0, 21, 3, 0);
        Spools.close(spool);
        assertRefused("it holds 3 events that printer json for webhook has made, and printer json for kafka makes others",
                "json for kafka");
        Spools.close(open("json for webhook"));
    }

    @Test
    void shouldRefuseAnotherFormatWhileItOnlyTellsOfLosses() throws Exception {
        Spool spool = open("json for webhook");
        spool.append(new byte[21], 0, 21, 0, 1);
        Spools.close(spool);
        assertRefused("it holds events that printer json for webhook has made, and printer ecs for webhook makes others",
                "ecs for webhook");
    }

    /** The output that has it open may still print what is in its queue. */
    @Test
    void shouldRefuseAnotherFormatWhileSomebodyUsesIt() throws Exception {
        Spool spool = open("json for webhook");
        assertRefused("an output uses it with printer json for webhook, and printer ecs for webhook makes other events",
                "ecs for webhook");
        Spools.close(open("json for webhook"));
        Spools.close(spool);
        Spools.close(open("ecs for webhook"));
    }
}
