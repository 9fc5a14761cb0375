package io.tallyman.output.otlp.internal;

import io.opentelemetry.proto.collector.logs.v1.ExportLogsPartialSuccess;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;

/**
 * What a scripted collector does with one request.
 *
 * @param kind     what it does
 * @param rejected how many records it does not take
 * @param pause    how many seconds it wants to be left alone; 0: it says nothing
 */
record Answer(Kind kind, long rejected, int pause) {
    enum Kind {
        TAKEN, HALF, OVERLOADED, UNAVAILABLE, BAD, NEVER
    }

    static Answer taken(long allBut) {
        return new Answer(Kind.TAKEN, allBut, 0);
    }

    static Answer of(Kind kind) {
        return new Answer(kind, 0, 0);
    }

    static Answer overloaded(int pause) {
        return new Answer(Kind.OVERLOADED, 0, pause);
    }

    ExportLogsServiceResponse message() {
        return rejected == 0 ? ExportLogsServiceResponse.getDefaultInstance() : ExportLogsServiceResponse.newBuilder()
                .setPartialSuccess(ExportLogsPartialSuccess.newBuilder().setRejectedLogRecords(rejected)
                        .setErrorMessage("too\nold")).build();
    }
}
