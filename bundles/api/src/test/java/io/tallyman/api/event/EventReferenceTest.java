package io.tallyman.api.event;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class EventReferenceTest {
    private static final Path FILE = Path.of("../../docs/events.md");

    @Test
    void isCurrent() throws Exception {
        String current = EventReference.write();
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(FILE, current);
        }
        String committed = Files.exists(FILE) ? Files.readString(FILE) : "";
        assertEquals(current, committed, "docs/events.md is not what the catalogue says; write it anew with: "
                + "mvn -f bundles/api/pom.xml test -Dtest=EventReferenceTest -Ddocs.write=true");
    }
}
