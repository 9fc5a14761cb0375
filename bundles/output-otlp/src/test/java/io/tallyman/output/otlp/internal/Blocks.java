package io.tallyman.output.otlp.internal;

import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.tallyman.api.output.Destination;
import java.io.IOException;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Blocks of numbered log records, made and read by the classes of OpenTelemetry's own proto. */
final class Blocks {
    private static final int BEFORE = 5;

    private Blocks() {
    }

    /** Writes records with these numbers as the engine does: the block is a part of a larger array. */
    static void write(Destination to, int first, int count) throws IOException {
        ScopeLogs.Builder scope = ScopeLogs.newBuilder();
        for (int i = first; i < first + count; i++) {
            scope.addLogRecords(LogRecord.newBuilder().setTimeUnixNano(i).setEventName("close"));
        }
        ExportLogsServiceRequest.Builder request = ExportLogsServiceRequest.newBuilder();
        request.addResourceLogsBuilder().addScopeLogs(scope);
        byte[] block = request.build().toByteArray();
        byte[] bytes = new byte[BEFORE + block.length + 7];
        System.arraycopy(block, 0, bytes, BEFORE, block.length);
        to.write(bytes, BEFORE, block.length, count);
    }

    static Stream<Long> numbers(ExportLogsServiceRequest request) {
        return request.getResourceLogsList().stream().flatMap(logs -> logs.getScopeLogsList().stream())
                .flatMap(scope -> scope.getLogRecordsList().stream()).map(LogRecord::getTimeUnixNano);
    }

    static List<Long> range(long first, long count) {
        return LongStream.range(first, first + count).boxed().toList();
    }
}
