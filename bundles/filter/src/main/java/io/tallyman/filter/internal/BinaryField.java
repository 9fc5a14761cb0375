package io.tallyman.filter.internal;

import io.tallyman.api.event.ProcessView;
import io.tallyman.api.filter.EventPredicate;
import io.tallyman.api.filter.FilterException;
import io.tallyman.api.filter.Operator;
import java.util.List;
import java.util.Set;

/** {@code binary=/usr/bin/curl}: the executable file of the process that caused the event. */
final class BinaryField implements OwnField {
    @Override
    public String name() {
        return "binary";
    }

    @Override
    public String description() {
        return "Path of the process's program in its mount namespace, links resolved: binary=/usr/bin/curl,*/busybox.";
    }

    @Override
    public Set<Operator> operators() {
        return BytesField.OPERATORS;
    }

    @Override
    public boolean needsProcesses(String written) {
        return true;
    }

    @Override
    public EventPredicate compile(String field, Operator operator, List<String> values) throws FilterException {
        TextPattern[] patterns = TextPattern.of(field, values);
        for (TextPattern pattern : patterns) {
            if (!pattern.isOpenStart() && !pattern.core().startsWith("/")) {
                throw new FilterException("filter field '" + field + "' is a path: '" + pattern.core()
                        + "' can never match, '*/" + pattern.core() + (pattern.isOpenEnd() ? "*" : "") + "' may");
            }
        }
        return event -> {
            ProcessView process = event.process();
            return process != null && !process.binary().isEmpty()
                    && TextPattern.anyMatches(patterns, process.binary());
        };
    }
}
