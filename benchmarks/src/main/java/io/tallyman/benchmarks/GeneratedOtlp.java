package io.tallyman.benchmarks;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import io.tallyman.api.decode.Symbols;
import io.tallyman.api.event.EventView;
import io.tallyman.api.event.Field;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.output.Printer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The log record of an openat by the classes that are generated from OpenTelemetry's proto, to compare with. */
final class GeneratedOtlp implements Printer {
    private final LineBuffer text = new LineBuffer(64);

    @Override
    public void print(EventView event, LineBuffer out) {
        LogRecord.Builder record = LogRecord.newBuilder().setTimeUnixNano(event.time())
                .setObservedTimeUnixNano(System.currentTimeMillis() * 1_000_000)
                .setSeverityNumber(SeverityNumber.SEVERITY_NUMBER_INFO).setEventName(event.type().name());
        number(record, "process.pid", event.hostPid());
        number(record, "process.vpid", event.pid());
        number(record, "process.parent_pid", event.hostPpid());
        number(record, "process.real_user.id", event.uid());
        number(record, "thread.id", event.hostTid());
        string(record, "thread.name", event.comm());
        number(record, "tallyman.cgroup_id", event.cgroupId());
        number(record, "tallyman.mount_namespace", event.mountNamespace());
        number(record, "tallyman.pid_namespace", event.pidNamespace());
        string(record, "file.path", event.text(event.type().indexOf("pathname")));
        number(record, "tallyman.return_value", event.returnValue());
        List<Field> fields = event.type().fields();
        for (int i = 0; i < fields.size(); i++) {
            Field field = fields.get(i);
            String key = "tallyman.args." + field.name();
            if (field.kind().isVariable()) {
                string(record, key, event.text(i));
            } else if (field.isDescriptor()) {
                number(record, key, event.number(i));
            } else {
                string(record, key, name(field, event.number(i)));
            }
        }
        out.put(record.build().toByteArray());
    }

    private String name(Field field, long value) {
        text.clear();
        Symbols.builtIn().decoder(field).put(value, text);
        return new String(text.array(), 0, text.length(), StandardCharsets.US_ASCII);
    }

    private static void number(LogRecord.Builder record, String key, long value) {
        record.addAttributes(KeyValue.newBuilder().setKey(key).setValue(AnyValue.newBuilder().setIntValue(value)));
    }

    private static void string(LogRecord.Builder record, String key, String value) {
        record.addAttributes(KeyValue.newBuilder().setKey(key).setValue(AnyValue.newBuilder().setStringValue(value)));
    }
}
