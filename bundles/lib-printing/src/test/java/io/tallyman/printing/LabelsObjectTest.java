package io.tallyman.printing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyman.api.container.Container;
import io.tallyman.api.container.Pod;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.testing.Containers;
import io.tallyman.testing.FakeEventView;
import io.tallyman.testing.RecordBuilder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LabelsObjectTest {
    /** Elasticsearch refuses a document in which an object has the same name twice. */
    @Test
    void shouldWriteOnlyTheFirstOfTwoLabelsThatGetOneName() {
        Container container = Containers.complete(1, "web", "nginx",
                Map.of("a_b", "second", "a.b", "first", "c", "third"), Pod.NONE, List.of());
        FakeEventView event = new FakeEventView(RecordBuilder.of("getpid").bytes(), container);
        LineBuffer out = new LineBuffer(64);
        new LabelsObject(LabelsObject::withoutDots).put(event, out);
        assertEquals("{\"a_b\":\"first\",\"c\":\"third\"}",
                new String(out.array(), 0, out.length(), StandardCharsets.UTF_8));
    }
}
