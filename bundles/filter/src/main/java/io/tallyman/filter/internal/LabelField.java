package io.tallyman.filter.internal;

import io.tallyman.api.container.Metadata;
import io.tallyman.api.filter.EventPredicate;
import io.tallyman.api.filter.FilterException;
import io.tallyman.api.filter.Operator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code label.<key>=value}: a label of the event's container; {@code label.<key>}: the container has that label. */
final class LabelField implements OwnField {
    private static final String PREFIX = "label.";

    @Override
    public String name() {
        return PREFIX + "*";
    }

    @Override
    public boolean takes(String written) {
        return written.startsWith(PREFIX) && written.length() > PREFIX.length();
    }

    @Override
    public String description() {
        return "Label of the container: label.com.example.tier=front, or label.com.example.tier alone.";
    }

    @Override
    public Set<Operator> operators() {
        return EnumSet.of(Operator.EQUAL, Operator.NOT_EQUAL, Operator.IS_SET, Operator.IS_NOT_SET);
    }

    @Override
    public Metadata needs() {
        return Metadata.LABELS;
    }

    @Override
    public boolean impliesContainer(Operator operator, List<String> values) {
        return !operator.isNegative();
    }

    @Override
    public EventPredicate compile(String field, Operator operator, List<String> values) throws FilterException {
        String key = field.substring(PREFIX.length());
        TextPattern[] patterns = TextPattern.of(field, values);
        return event -> event.container() != null && matches(event.container().labels(), key, patterns);
    }

    private static boolean matches(Map<String, String> labels, String key, TextPattern[] patterns) {
        String value = labels.get(key);
        return value != null && (patterns.length == 0 || TextPattern.anyMatches(patterns, value));
    }

    /** Without any label the comparison is not decided: labels may come after the name, and then all at once. */
    @Override
    public ContainerJudge judge(String written, Operator operator, List<String> values) throws FilterException {
        String key = written.substring(PREFIX.length());
        TextPattern[] patterns = TextPattern.of(written, values);
        return container -> {
            if (container == null) {
                return Truth.NO;
            }
            boolean known = container.enrichment().isNamed() && !container.labels().isEmpty();
            return known ? Truth.of(matches(container.labels(), key, patterns)) : Truth.OPEN;
        };
    }
}
