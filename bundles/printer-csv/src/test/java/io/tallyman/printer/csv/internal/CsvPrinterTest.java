package io.tallyman.printer.csv.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.container.Container;
import io.tallyman.api.container.Metadata;
import io.tallyman.api.container.Pod;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.testing.Containers;
import io.tallyman.testing.FakeContext;
import io.tallyman.testing.Golden;
import io.tallyman.testing.RecordBuilder;
import io.tallyman.testing.Samples;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CsvPrinterTest {
    private final CsvPrinterFactory factory = new CsvPrinterFactory();

    @Test
    void shouldWriteEachKindOfEventAsTheFileSays() {
        Golden.check("events.csv", Golden.print(factory, Samples.all()));
    }

    @Test
    void shouldWriteTheColumnsThatWereNamed() {
        assertEquals("containerName,args.pathname,returnValue\nweb,/etc/pässwd,-2\n,,0\n", Golden.print(factory,
                List.of(Samples.open(), Samples.exit()), "fields", "containerName, args.pathname,returnValue"));
        assertEquals("openat\n", Golden.print(factory, List.of(Samples.open()), "fields", "eventName", "header", "false"));
    }

    @Test
    void shouldShowAncestorsWhereTheOutputIsAskedForThem() {
        String usual = header(FakeContext.of(factory));
        assertEquals(usual.replace("args\n", "args,ancestors\n"), header(FakeContext.of(factory).withAncestors()));
        assertEquals("eventName\n", header(FakeContext.of(factory, "fields", "eventName").withAncestors()));
        FakeContext named = FakeContext.of(factory, "fields", "ancestors,eventName");
        assertEquals("ancestors,eventName\n", header(named.withAncestors()));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> factory.create(named)).getMessage()
                .contains("ancestors = true"));
    }

    private String header(FakeContext context) {
        LineBuffer out = new LineBuffer(64);
        factory.create(context).begin(out);
        return new String(out.array(), 0, out.length(), StandardCharsets.UTF_8);
    }

    @Test
    void shouldQuoteWhatWouldBreakARowAndDisarmWhatASpreadsheetWouldRun() {
        assertEquals("\"a,b\"", name("a,b"));
        assertEquals("\" a\"", name(" a"));
        assertEquals("\"'=cmd()\"", name("=cmd()"));
        assertEquals("\"'@x\"", name("@x"));
        assertEquals("\"'+1\"", name("+1"));
        assertEquals("\"'-1+2\"", name("-1+2"));
        assertEquals("-12", name("-12"));
        assertEquals("\"'-\"", name("-"));
        assertEquals("a=b", name("a=b"));
        assertEquals(1, name("a\nb").split("\n").length);
        assertEquals("\"a\"\"b\"", name("a\"b").replace("\\\"", "\"\""));
    }

    private String name(String name) {
        Container container = Containers.complete(3, name, "i", Map.of(), Pod.NONE, List.of());
        String row = Golden.print(factory, List.of(RecordBuilder.of("kill").view(container)), "fields", "containerName",
                "header", "false");
        return row.substring(0, row.length() - 1);
    }

    @Test
    void shouldRefuseAColumnThatThereIsNot() {
        String message = assertThrows(IllegalArgumentException.class,
                () -> factory.create(FakeContext.of(factory, "fields", "containerNam"))).getMessage();
        assertTrue(message.contains("did you mean 'containerName'"), message);
        assertThrows(IllegalArgumentException.class, () -> factory.create(FakeContext.of(factory, "fields", " ,")));
    }

    @Test
    void shouldWaitForWhatItsColumnsShow() {
        assertEquals(Metadata.NAME, factory.create(FakeContext.of(factory, "fields", "containerName")).needs());
        assertEquals(Metadata.LABELS, factory.create(FakeContext.of(factory, "fields", "labels.app")).needs());
    }

    @Test
    void shouldAllocateNothingPerEvent() {
        assertEquals(0, Golden.allocationPerEvent(factory, Samples.all()));
    }
}
