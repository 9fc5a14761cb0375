package io.tallyman.filter.internal;

import io.tallyman.api.container.Metadata;
import io.tallyman.api.filter.EventPredicate;
import io.tallyman.api.filter.FilterException;
import io.tallyman.api.filter.Operator;
import io.tallyman.api.record.RecordLayout;
import java.util.List;
import java.util.Set;

/** {@code execId=4f2a*}: the id of the exec that the process belongs to. A process of no exec has no id. */
final class ExecIdField implements OwnField {
    @Override
    public String name() {
        return "execId";
    }

    @Override
    public String description() {
        return "Id of the exec that the process belongs to, as the runtime gave it: execId=4f2a*; see --origin.";
    }

    @Override
    public Set<Operator> operators() {
        return BytesField.OPERATORS;
    }

    @Override
    public boolean impliesContainer(Operator operator, List<String> values) {
        return operator == Operator.EQUAL;
    }

    @Override
    public boolean needsOrigins(String written) {
        return true;
    }

    /** The id counts only in the container that it was given for. */
    @Override
    public Metadata needs() {
        return Metadata.NAME;
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
