package io.tallyman.printer.otlp.internal;

import io.tallyman.api.event.EventView;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.printing.ObjectValue;
import io.tallyman.printing.Value;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The labels of a container, each as an attribute of its own. Written once for each container; may allocate. */
final class OtlpLabels implements ObjectValue {
    private final Attributes attributes;
    private final int list;
    private final Predicate<String> wanted;

    OtlpLabels(Attributes attributes, int list) {
        this(attributes, list, name -> true);
    }

    private OtlpLabels(Attributes attributes, int list, Predicate<String> wanted) {
        this.attributes = attributes;
        this.list = list;
        this.wanted = wanted;
    }

    @Override
    public void put(EventView event, LineBuffer out) {
        if (event.container() != null) {
            new TreeMap<>(event.container().labels()).forEach((key, value) -> {
                if (wanted.test(key)) {
                    attributes.string(Attributes.Key.of(list, "container.label." + key), value, out);
                }
            });
        }
    }

    @Override
    public Value flat(String prefix) {
        return this;
    }

    @Override
    public OtlpLabels only(Predicate<String> names) {
        return new OtlpLabels(attributes, list, names);
    }

    /** Any key may be a label's. */
    @Override
    public boolean mayHave(String name) {
        return true;
    }
}
