package io.tallyman.filter.internal;

import io.tallyman.api.container.Container;
import io.tallyman.api.container.Metadata;
import io.tallyman.api.filter.EventPredicate;
import io.tallyman.api.filter.FilterException;
import io.tallyman.api.filter.Operator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * A text about the container of an event, such as its image. An event of the host has no such text and matches no
 * value.
 *
 * @param name        the field's name in expressions
 * @param description one sentence
 * @param needs       what the runtime must have told before the field can be read
 * @param words       the values that the field may have; empty: any text
 * @param value       reads the text from a container
 */
record ContainerTextField(String name, String description, Metadata needs, List<String> words,
        Function<Container, String> value) implements OwnField {

    @Override
    public Set<Operator> operators() {
        return BytesField.OPERATORS;
    }

    @Override
    public boolean impliesContainer(Operator operator, List<String> values) {
        return operator == Operator.EQUAL;
    }

    @Override
    public EventPredicate compile(String field, Operator operator, List<String> values) throws FilterException {
        TextPattern[] patterns = TextPattern.of(field, values);
        for (TextPattern pattern : patterns) {
            if (!words.isEmpty() && words.stream().noneMatch(pattern::matches)) {
                throw new FilterException("filter field '" + field + "' is " + String.join(" or ", words) + ", not '"
                        + pattern.core() + "'");
            }
        }
        return event -> {
            Container container = event.container();
            return container != null && TextPattern.anyMatches(patterns, value.apply(container));
        };
    }

    /** An empty text is not decided, since the text may still come. */
    @Override
    public ContainerJudge judge(String written, Operator operator, List<String> values) throws FilterException {
        TextPattern[] patterns = TextPattern.of(written, values);
        return container -> {
            if (container == null) {
                return Truth.NO;
            }
            String text = value.apply(container);
            boolean known = !text.isEmpty() && (needs == Metadata.NONE || container.enrichment().isNamed());
            return known ? Truth.of(TextPattern.anyMatches(patterns, text)) : Truth.OPEN;
        };
    }
}
