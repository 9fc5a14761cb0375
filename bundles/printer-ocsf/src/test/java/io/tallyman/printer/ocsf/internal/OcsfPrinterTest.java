package io.tallyman.printer.ocsf.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.container.Metadata;
import io.tallyman.testing.FakeContext;
import io.tallyman.testing.Golden;
import io.tallyman.testing.RecordBuilder;
import io.tallyman.testing.Samples;
import java.util.List;
import org.junit.jupiter.api.Test;

class OcsfPrinterTest {
    private final OcsfPrinterFactory factory = new OcsfPrinterFactory();

    @Test
    void shouldWriteEachKindOfEventAsTheFileSays() {
        Golden.check("ocsf.ndjson", Golden.print(factory, Samples.all()));
    }

    @Test
    void shouldTellAFileOrASocketThatIsNotKnownAsKernelActivity() {
        String write = Golden.print(factory, List.of(RecordBuilder.of("write").number("fd", 1).view()));
        assertTrue(write.contains("\"class_uid\":1003,\"activity_id\":4,\"type_uid\":100304"), write);
        assertTrue(write.contains("\"kernel\":{\"name\":\"write\",\"type_id\":2}"), write);
        String send = Golden.print(factory, List.of(RecordBuilder.of("sendto").view()));
        assertTrue(send.contains("\"class_uid\":1003"), send);
    }

    @Test
    void shouldNameASocketThatIsNoInternetSocketByItsPath() {
        String line = Golden.print(factory, List.of(RecordBuilder.of("connect").text("addr", "\1\0/run/\"x").view()));
        assertTrue(line.contains("\"class_uid\":4001"), line);
        assertTrue(line.contains("\"dst_endpoint\":{\"name\":\"unix:/run/\\\"x\"}"), line);
    }

    @Test
    void shouldNameAFileByTheLastNameOfItsPath() {
        for (String[] path : new String[][] {{"/a/b", "b"}, {"b", "b"}, {"/a/b//", "b"}, {"/", "/"}, {"//", "/"},
            {"", ""}}) {
            String line = Golden.print(factory, List.of(RecordBuilder.of("openat").text("pathname", path[0]).view()));
            assertTrue(line.contains("\"file\":{\"name\":\"" + path[1] + "\",\"path\":\"" + path[0] + "\""), line);
        }
    }

    @Test
    void shouldTellTheChildOfAFork() {
        String line = Golden.print(factory, List.of(RecordBuilder.of("sched_process_fork").number("child_pid", 53)
                .number("child_tid", 53).number("start_time", 1_013).view()));
        assertTrue(line.contains("\"process\":{\"pid\":53,\"uid\":\"9f0c2b7e41d3-53-1013\",\"tid\":53,"), line);
    }

    @Test
    void shouldWaitForTheIdOfTheImageThatTheSchemaDemands() {
        assertEquals(Metadata.ALL, factory.create(FakeContext.of(factory)).needs());
        assertEquals(Metadata.NAME, factory.create(FakeContext.of(factory, "drop",
                "actor.process.container.image,actor.process.container.pod_uuid")).needs());
    }

    @Test
    void shouldAllocateNothingPerEvent() {
        assertEquals(0, Golden.allocationPerEvent(factory, Samples.all()));
    }
}
