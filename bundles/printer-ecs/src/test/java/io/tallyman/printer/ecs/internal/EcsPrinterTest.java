package io.tallyman.printer.ecs.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.tallyman.api.container.Metadata;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.testing.FakeAncestor;
import io.tallyman.testing.FakeContext;
import io.tallyman.testing.Golden;
import io.tallyman.testing.RecordBuilder;
import io.tallyman.testing.Samples;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EcsPrinterTest {
    private final EcsPrinterFactory factory = new EcsPrinterFactory();

    @Test
    void shouldWriteEachKindOfEventAsTheFileSays() {
        Golden.check("ecs.ndjson", Golden.print(factory, Samples.all(), "labels", "true"));
    }

    @Test
    void shouldPutTheBulkActionInFrontOfEachDocument() {
        String[] lines = Golden.print(new EsBulkPrinterFactory(), Samples.all(), "index", "logs-a.b-c").split("\n");
        String[] documents = Golden.print(factory, Samples.all()).split("\n");
        assertEquals(2 * documents.length, lines.length);
        for (int i = 0; i < documents.length; i++) {
            String id = lines[0].replaceFirst(".*\"_id\":\"([A-Za-z0-9_-]{16})-0\".*", "$1") + "-" + i;
            assertEquals("{\"create\":{\"_index\":\"logs-a.b-c\",\"_id\":\"" + id + "\"}}", lines[2 * i]);
            assertEquals(documents[i], lines[2 * i + 1]);
        }
    }

    /** Two processes and two outputs never give the same id. */
    @Test
    void shouldGiveIdsThatNoOtherPrinterGives() {
        String first = Golden.print(new EsBulkPrinterFactory(), Samples.all()).split("\n")[0];
        assertNotEquals(first, Golden.print(new EsBulkPrinterFactory(), Samples.all()).split("\n")[0]);
    }

    @Test
    void shouldRefuseAnIndexThatElasticsearchWouldRefuse() {
        EsBulkPrinterFactory bulk = new EsBulkPrinterFactory();
        String message = assertThrows(IllegalArgumentException.class,
                () -> bulk.create(FakeContext.of(bulk, "index", "Logs\"}"))).getMessage();
        assertTrue(message.startsWith("key 'index' cannot be 'Logs\"}'"), message);
    }

    @Test
    void shouldTellOfTheParentThatForkedAndNotOfTheOneThatItHasNow() {
        LineBuffer out = new LineBuffer(256);
        factory.create(FakeContext.of(factory)).print(RecordBuilder.of("openat").view()
                .ancestors(FakeAncestor.of(40_007, null, "/bin/sh", "sh", "-c", "run")), out);
        JsonObject document = JsonParser.parseString(new String(out.array(), 0, out.length(), StandardCharsets.UTF_8))
                .getAsJsonObject();
        assertEquals("{\"pid\":40007,\"entity_id\":\"9f0c2b7e41d3-40007-1000000040007\",\"executable\":\"/bin/sh\","
                + "\"args\":[\"sh\",\"-c\",\"run\"]}",
                document.getAsJsonObject("process").getAsJsonObject("parent").toString());
    }

    @Test
    void shouldWriteOnlyTheFieldsThatAreWanted() {
        JsonObject document = document("fields", "@timestamp,process,tallyman.args.flags", "drop", "process.parent");
        assertEquals(Set.of("@timestamp", "process", "tallyman"), document.keySet());
        assertEquals(Set.of("entity_id", "pid", "vpid", "name", "thread", "real_user"),
                document.getAsJsonObject("process").keySet());
        assertEquals("{\"args\":{\"flags\":\"O_WRONLY|O_CREAT|O_TRUNC|O_CLOEXEC\"}}", document.get("tallyman").toString());
    }

    @Test
    void shouldLeaveOutWhatIsDropped() {
        JsonObject document = document("drop", "tallyman.args.pathname file.path,container");
        assertFalse(document.has("container"));
        assertFalse(document.has("file"));
        assertEquals(Set.of("dirfd", "flags", "mode"),
                document.getAsJsonObject("tallyman").getAsJsonObject("args").keySet());
    }

    @Test
    void shouldWriteASingleFieldThatOnlySomeEventsHave() {
        assertEquals("{}\n{\"file\":{\"path\":\"/etc/pässwd\"}}\n{}\n", Golden.print(factory,
                List.of(Samples.connect(), Samples.open(), Samples.connect()), "fields", "file.path"));
        assertEquals("{\"process\":{\"pid\":40009}}\n{\"process\":{\"pid\":40013,\"executable\":\"/usr/bin/ls\"}}\n",
                Golden.print(factory, List.of(Samples.open(), Samples.exec()), "fields",
                        "process.executable,process.pid"));
        assertEquals("{\"process\":{\"executable\":\"/usr/bin/ls\"}}\n",
                Golden.print(factory, List.of(Samples.exec()), "fields", "process.executable"));
    }

    @Test
    void shouldNameTheNearestFieldWhereOneIsUnknown() {
        String message = assertThrows(IllegalArgumentException.class,
                () -> factory.create(FakeContext.of(factory, "drop", "container.nam"))).getMessage();
        assertTrue(message.startsWith("key 'drop' has an unknown field 'container.nam'"), message);
        assertTrue(message.contains("container.name"), message);
        assertThrows(IllegalArgumentException.class, () -> factory.create(FakeContext.of(factory, "fields",
                "tallyman.args.nosuchargument")));
        assertThrows(IllegalArgumentException.class, () -> factory.create(FakeContext.of(factory, "fields", "file",
                "drop", "file")));
    }

    @Test
    void shouldWaitForLabelsOnlyWhereTheyAreWritten() {
        assertEquals(Metadata.NAME, factory.create(FakeContext.of(factory)).needs());
        assertEquals(Metadata.LABELS, factory.create(FakeContext.of(factory, "labels", "true")).needs());
        assertEquals(Metadata.NAME, factory.create(FakeContext.of(factory, "labels", "true", "drop",
                "container.labels")).needs());
    }

    @Test
    void shouldShowThePathThatTheKernelOpened() {
        String line = Golden.print(factory, List.of(RecordBuilder.of("openat").paths("/srv", "/srv/a").returnValue(3)
                .number("dirfd", 7).text("pathname", "a").view()));
        assertTrue(line.contains("\"file\":{\"path\":\"/srv/a\"}"), line);
        assertTrue(line.contains("\"dirfd\":7,\"dirfd_path\":\"/srv\""), line);
    }

    @Test
    void shouldAllocateNothingPerEvent() {
        assertEquals(0, Golden.allocationPerEvent(factory, Samples.all(), "labels", "true"));
        assertEquals(0, Golden.allocationPerEvent(new EsBulkPrinterFactory(), Samples.all()));
    }

    private JsonObject document(String... options) {
        return JsonParser.parseString(Golden.print(factory, List.of(Samples.open()), options)).getAsJsonObject();
    }
}
