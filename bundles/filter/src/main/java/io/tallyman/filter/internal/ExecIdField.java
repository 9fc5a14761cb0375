package io.tallyman.filter.internal;

import io.tallyman.api.filter.EventPredicate;
import io.tallyman.api.filter.FilterException;
import io.tallyman.api.filter.Operator;
import io.tallyman.api.record.RecordLayout;
import java.util.List;

/** {@code execId=4f2a*}: the id of the exec that the process belongs to. A process of no exec has no id. */
final class ExecIdField implements OriginOwnField {
    @Override
    public String name() {
        return "execId";
    }

    @Override
    public String description() {
        return "Id of the exec that the process belongs to, as the runtime gave it: execId=4f2a*; see --origin.";
    }

    @Override
    public EventPredicate compile(String field, Operator operator, List<String> values) throws FilterException {
        TextPattern[] patterns = TextPattern.of(field, values);
        byte[] id = new byte[RecordLayout.MAX_EXEC_ID];
        return event -> {
            int length = event.copyExecId(id, 0);
            return length > 0 && TextPattern.anyMatches(patterns, id, 0, length);
        };
    }
}
