package io.tallyman.printer.json.internal;

import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventView;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.printing.ArgsObject;
import io.tallyman.printing.JsonArgs;
import io.tallyman.printing.JsonText;
import io.tallyman.printing.ObjectValue;
import io.tallyman.printing.Value;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The arguments as the member {@code args} of a line has them: an array of objects with the keys name, type and value. A
 * flat line has each argument under its name. For one thread.
 */
final class ArgsArray implements ObjectValue {
    private static final Set<String> KEYS = Set.of("name", "type", "value");

    private final JsonText text;
    private final boolean decode;
    private final Predicate<String> wanted;
    private final EventFragments events;
    private final ArgWriter writer;

    ArgsArray(JsonText text, boolean decode) {
        this(text, decode, name -> true);
    }

    private ArgsArray(JsonText text, boolean decode, Predicate<String> wanted) {
        this.text = text;
        this.decode = decode;
        this.wanted = wanted;
        events = new EventFragments(decode, wanted);
        writer = new ArgWriter(text, decode);
    }

    @Override
    public void put(EventView event, LineBuffer out) {
        writer.putAll(event, events.of(event.type()), out.put('['));
        out.put(']');
    }

    @Override
    public Value flat(String prefix) {
        return new ArgsObject(new JsonArgs(text), decode).only(wanted).flat(prefix);
    }

    @Override
    public ArgsArray only(Predicate<String> names) {
        return new ArgsArray(text, decode, names);
    }

    @Override
    public boolean mayHave(String name) {
        return KEYS.contains(name) || Catalogue.builtIn().all().stream().anyMatch(type -> type.indexOf(name) >= 0);
    }
}
