package io.tallyman.printing;

import io.tallyman.api.container.Container;
import io.tallyman.api.event.EventView;
import io.tallyman.api.output.LineBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * The labels of an event's container as one object, in the order of their keys. Of two labels that get one name, the
 * first is there. For one thread.
 */
public final class LabelsObject implements ObjectValue {
    private final UnaryOperator<String> names;
    private final Predicate<String> wanted;
    private final ContainerFragments members;

    /** @param names makes the name of a member from the key of a label */
    public LabelsObject(UnaryOperator<String> names) {
        this(names, name -> true);
    }

    private LabelsObject(UnaryOperator<String> names, Predicate<String> wanted) {
        this.names = names;
        this.wanted = wanted;
        members = new ContainerFragments(this::encode);
    }

    /** For stores that take a dot in a name for an inner object: {@code app.name} becomes {@code app_name}. */
    public static String withoutDots(String key) {
        return key.replace('.', '_');
    }

    private byte[] encode(Container container) {
        Map<String, String> labels = container == null ? Map.of() : new TreeMap<>(container.labels());
        JsonText text = new JsonText();
        LineBuffer out = new LineBuffer(256);
        Set<String> written = new HashSet<>();
        labels.forEach((key, value) -> {
            String name = names.apply(key);
            // two keys may become one name, and stores refuse a document with the same name twice
            if (wanted.test(name) && written.add(name)) {
                text.putQuoted(name, out.length() == 0 ? out : out.put(','));
                text.putQuoted(value, out.put(':'));
            }
        });
        return Arrays.copyOf(out.array(), out.length());
    }

    @Override
    public void put(EventView event, LineBuffer out) {
        byte[] inside = members.of(event.container());
        if (inside.length > 0) {
            out.put('{').put(inside).put('}');
        }
    }

    @Override
    public Value flat(String prefix) {
        LabelsObject prefixed = new LabelsObject(key -> prefix + names.apply(key),
                name -> wanted.test(name.substring(prefix.length())));
        return (event, out) -> {
            byte[] inside = prefixed.members.of(event.container());
            if (inside.length > 0) {
                Document.comma(out).put(inside);
            }
        };
    }

    @Override
    public LabelsObject only(Predicate<String> those) {
        return new LabelsObject(names, those);
    }

    /** Any key may be a label's. */
    @Override
    public boolean mayHave(String name) {
        return true;
    }
}
