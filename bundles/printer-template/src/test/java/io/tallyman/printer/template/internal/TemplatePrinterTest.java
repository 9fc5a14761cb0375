package io.tallyman.printer.template.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.container.Metadata;
import io.tallyman.api.event.EventView;
import io.tallyman.api.event.Node;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.output.Printer;
import io.tallyman.printing.TextFields;
import io.tallyman.testing.Allocation;
import io.tallyman.testing.Containers;
import io.tallyman.testing.FakeContext;
import io.tallyman.testing.Golden;
import io.tallyman.testing.RecordBuilder;
import io.tallyman.testing.Samples;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplatePrinterTest {
    private final EventView open = RecordBuilder.of("openat").returnValue(-2).text("pathname", "/etc/\u001b[2J")
            .number("flags", 0x80000).view(Containers.complete(1, "web\n", "nginx", Map.of("tier", "front"),
                    Containers.POD, List.of()));

    @Test
    void writesEachKindOfEventAsTheFileSays() {
        Golden.check("events.txt", Golden.print(new TemplatePrinterFactory(), Samples.all(), "template",
                "{timestamp} {containerName} {podName} {processName}[{hostProcessId}] {eventName}={returnValue} {args}"));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {
        "{timestamp} {eventName}={returnValue}, 1795312011228577335 openat=-2",
        "{containerName}|{image}|{labels.tier}|{labels.none}, web\\x0a|nginx|front|-",
        "{args.pathname} {args.flags} {args.sig}, /etc/\\x1b[2J O_RDONLY|O_CLOEXEC -",
        "{{{userId}}}\\t{syscall}\\\\, {1009}\topenat\\",
        "{podNamespace}/{podName} {enrichment} {containerStarted}, shop/web-0 complete true",
        "{processId} {hostProcessId} {processName}@{hostName}, 13 40009 ls@a1b2c3d4e5f6",
        "{args}, `dirfd: 0, pathname: /etc/\\x1b[2J, flags: O_RDONLY|O_CLOEXEC, mode: 0`"})
    void fillsInFields(String template, String line) {
        assertEquals(line + "\n", print(template, open));
    }

    @Test
    void namesTheNodeWhereItWasNamed() {
        String template = "{nodeName} {clusterName} {eventName}";
        assertEquals("wörker-7\\u202e - kill\n",
                print(template, RecordBuilder.of("kill").view().on(new Node("wörker-7\u202e", ""))));
        assertEquals("- - kill\n", print(template, RecordBuilder.of("kill").view()));
    }

    @Test
    void marksWhatAHostEventHasNot() {
        assertEquals("- - - kill\n", print("{containerId} {runtime} {labels.x} {eventName}",
                RecordBuilder.of("kill").view()));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {
        "{contanerName}, `key 'template' has an unknown field {contanerName}, did you mean 'containerName'?`",
        "{args.pathnam}, `key 'template' has an unknown field {args.pathnam}, did you mean 'args.pathname'?`",
        "{time, key 'template' has a { without its }; write {{ for a brace",
        "a}, key 'template' has a } without its {; write }} for a brace",
        "a\\n, key 'template' has a backslash that is followed by neither t nor \\",
        "a\u001bb, key 'template' has a control character; write \\t for a tab"})
    void refusesWhatItCannotFillIn(String template, String message) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, () -> print(template, open)).getMessage());
    }

    @Test
    void fillsInEveryFieldThatItDocuments() {
        String described = new TemplatePrinterFactory().options().get(0).description();
        for (String name : TextFields.names()) {
            assertTrue(described.contains(name));
            String field = name.replace("<name>", "pathname").replace("<key>", "tier");
            assertTrue(print("{" + field + "}", open).length() > 1, name);
        }
    }

    @Test
    void showsAncestorsWhereTheOutputIsAskedForThem() {
        assertEquals("unlinkat sh -c rm \"a b\"\\x0a/tmp/x[40009] < /usr/bin/run=c[40001] < [11]\n",
                print("{eventName} {ancestors}", Samples.descendant()));
        TemplatePrinterFactory factory = new TemplatePrinterFactory();
        FakeContext without = FakeContext.of(factory, "template", "{ancestors}");
        assertEquals("key 'template' has the field {ancestors}, which is empty unless the output has 'ancestors = true', or the "
                + "trace --ancestors",
                assertThrows(IllegalArgumentException.class, () -> factory.create(without)).getMessage());
    }

    @ParameterizedTest
    @CsvSource({"{containerName} {image}, NAME", "{podName}, LABELS", "{image} {labels.a}, LABELS",
        "{labels.a} {imageDigest}, ALL"})
    void waitsForWhatItShows(String template, Metadata needs) {
        assertEquals(needs, printer(template).needs());
    }

    @Test
    void allocatesNothingPerEvent() {
        StringBuilder all = new StringBuilder();
        TextFields.names().forEach(n -> all.append('{').append(n.replaceAll("<.*>", "mode")).append("} "));
        Printer printer = printer(all.toString());
        LineBuffer out = new LineBuffer(4_096);
        long bytes = Allocation.of(100_003, () -> {
            out.clear();
            printer.print(open, out);
        });
        assertEquals(0, bytes / 100_003, bytes + " bytes");
    }

    private static String print(String template, EventView event) {
        LineBuffer out = new LineBuffer(1);
        printer(template).print(event, out);
        return new String(out.array(), 0, out.length(), StandardCharsets.UTF_8);
    }

    private static Printer printer(String template) {
        TemplatePrinterFactory factory = new TemplatePrinterFactory();
        return factory.create(FakeContext.of(factory, "template", template).withAncestors());
    }
}
