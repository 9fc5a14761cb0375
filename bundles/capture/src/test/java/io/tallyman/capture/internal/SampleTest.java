package io.tallyman.capture.internal;

import static org.junit.jupiter.api.Assertions.*;

import io.tallyman.api.container.Container;
import io.tallyman.api.container.Enrichment;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class SampleTest {
    private static final Path QUAY = Path.of("../../distribution/src/main/dist/samples/quay.cap");

    /** Where this fails after a change of layout or catalogue, {@code scripts/record-sample} makes a new one. */
    @Test
    void shouldReadTheSampleThatIsShipped() throws Exception {
        Captures.Result sample = Captures.read(QUAY);
        assertNull(sample.damage());
        assertEquals(40, sample.records().size());
        assertFalse(sample.node().boot().isEmpty());
        assertEquals(List.of("crane", "manifest", "web"),
                sample.containers().stream().map(Container::name).distinct().toList());
        for (Container container : sample.containers()) {
            assertEquals(Enrichment.COMPLETE, container.enrichment());
            assertEquals("busybox:1.35", container.image());
        }
    }
}
