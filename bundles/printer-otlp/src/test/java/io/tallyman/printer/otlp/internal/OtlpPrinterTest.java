package io.tallyman.printer.otlp.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.tallyman.api.container.Container;
import io.tallyman.api.container.Metadata;
import io.tallyman.api.event.EventView;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.output.Printer;
import io.tallyman.testing.Containers;
import io.tallyman.testing.FakeContext;
import io.tallyman.testing.Golden;
import io.tallyman.testing.RecordBuilder;
import io.tallyman.testing.Samples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OtlpPrinterTest {
    private static final long NOW = 1_795_312_099_000_000_000L;

    private final OtlpPrinterFactory factory = new OtlpPrinterFactory();

    @Test
    void shouldWriteEachKindOfEventAsTheFileSays() throws Exception {
        ExportLogsServiceRequest request = parse(bytes(printer("labels", "true"), Samples.all()));
        assertNoUnknownFields(request);
        Golden.check("otlp.txtpb", TextFormat.printer().escapingNonAscii(false).printToString(request));
    }

    @Test
    void shouldKeepTheOrderOfAContainersEventsWhileEventsOfManyContainersAlternate() throws Exception {
        int containers = 1_031;
        List<EventView> events = new ArrayList<>();
        for (int i = 0; i < 5 * containers; i++) {
            Container container = Containers.complete(1 + i % containers, "c" + i % containers, "i", Map.of(),
                    Containers.POD, List.of());
            events.add(RecordBuilder.of("close").number("fd", i).view(container));
        }
        ExportLogsServiceRequest request = parse(bytes(printer(), events));
        Map<String, List<Long>> descriptors = new TreeMap<>();
        for (ResourceLogs logs : request.getResourceLogsList()) {
            String name = attribute(logs.getResource().getAttributesList(), "container.name").getValue().getStringValue();
            logs.getScopeLogsList().forEach(scope -> scope.getLogRecordsList().forEach(record -> descriptors
                    .computeIfAbsent(name, key -> new ArrayList<>())
                    .add(attribute(record.getAttributesList(), "tallyman.args.fd").getValue().getIntValue())));
        }
        assertEquals(containers, descriptors.size());
        for (int i = 0; i < containers; i++) {
            long first = i;
            assertEquals(List.of(first, first + containers, first + 2L * containers, first + 3L * containers,
                    first + 4L * containers), descriptors.get("c" + i));
        }
    }

    @Test
    void shouldMakeOneRequestOfEachBlock() throws Exception {
        Printer printer = printer();
        for (int round = 1; round <= 3; round++) {
            ExportLogsServiceRequest request = parse(bytes(printer, Samples.all().subList(0, round)));
            assertEquals(round, request.getResourceLogsList().stream().mapToInt(logs -> logs.getScopeLogsList().stream()
                    .mapToInt(scope -> scope.getLogRecordsCount()).sum()).sum());
        }
    }

    @Test
    void shouldSendEachSetOfEventsUnderItsScope() throws Exception {
        ExportLogsServiceRequest request = parse(bytes(printer(), List.of(Samples.open(), Samples.connect(),
                Samples.rename())));
        assertEquals(1, request.getResourceLogsCount());
        assertEquals(List.of("tallyman.fs", "tallyman.net"), request.getResourceLogs(0).getScopeLogsList().stream()
                .map(scope -> scope.getScope().getName()).toList());
        assertEquals(2, request.getResourceLogs(0).getScopeLogs(0).getLogRecordsCount());
    }

    @Test
    void shouldWriteOnlyTheAttributesThatAreWanted() throws Exception {
        ExportLogsServiceRequest request = parse(bytes(printer("fields", "container.id,process.pid,tallyman.args.flags"),
                List.of(Samples.open())));
        assertEquals(List.of("container.id"), names(request.getResourceLogs(0).getResource().getAttributesList()));
        LogRecord record = request.getResourceLogs(0).getScopeLogs(0).getLogRecords(0);
        assertEquals(List.of("process.pid", "tallyman.args.flags"), names(record.getAttributesList()));
        assertEquals(NOW, record.getObservedTimeUnixNano());
    }

    @Test
    void shouldWaitForLabelsOnlyWhereTheyAreWritten() {
        assertEquals(Metadata.NAME, printer().needs());
        assertEquals(Metadata.LABELS, printer("labels", "true").needs());
    }

    @Test
    void shouldAllocateNothingPerEvent() {
        assertEquals(0, Golden.allocationPerEvent(factory, Samples.all(), "labels", "true"));
    }

    private Printer printer(String... options) {
        return OtlpPrinterFactory.create(FakeContext.of(factory, options).options(), () -> NOW);
    }

    private static byte[] bytes(Printer printer, List<? extends EventView> events) {
        LineBuffer out = new LineBuffer(1);
        events.forEach(event -> printer.print(event, out));
        printer.endBlock(out);
        return Arrays.copyOf(out.array(), out.length());
    }

    private static ExportLogsServiceRequest parse(byte[] bytes) throws Exception {
        return ExportLogsServiceRequest.parseFrom(bytes);
    }

    private static void assertNoUnknownFields(Message message) {
        assertTrue(message.getUnknownFields().asMap().isEmpty(), message.toString());
        message.getAllFields().values().forEach(value -> {
            if (value instanceof Message inner) {
                assertNoUnknownFields(inner);
            } else if (value instanceof List<?> list) {
                list.stream().filter(Message.class::isInstance).forEach(inner -> assertNoUnknownFields((Message) inner));
            }
        });
    }

    private static List<String> names(List<KeyValue> attributes) {
        return attributes.stream().map(KeyValue::getKey).toList();
    }

    private static KeyValue attribute(List<KeyValue> attributes, String name) {
        return attributes.stream().filter(attribute -> attribute.getKey().equals(name)).findFirst().orElseThrow();
    }
}
