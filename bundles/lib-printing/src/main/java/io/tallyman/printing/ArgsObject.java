package io.tallyman.printing;

import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventType;
import io.tallyman.api.event.EventView;
import io.tallyman.api.output.LineBuffer;
import java.util.function.Predicate;

/**
 * All arguments of an event as one object, by their names: {@code {"dirfd":-100,"pathname":"/etc/passwd"}}. An argument
 * that is null or could not be read is left out. The path of a descriptor follows under the name with {@code _path}.
 * For one thread; allocates nothing once it has seen each type of event.
 */
public final class ArgsObject implements ObjectValue {
    private final JsonArgs json;
    private final boolean decode;
    private final Predicate<String> wanted;
    private final String prefix;
    private final Argument[][] byId = new Argument[Catalogue.builtIn().idLimit()][];

    /** @param decode whether to write names instead of numbers that have names */
    public ArgsObject(JsonArgs json, boolean decode) {
        this(json, decode, name -> true, "");
    }

    private ArgsObject(JsonArgs json, boolean decode, Predicate<String> wanted, String prefix) {
        this.json = json;
        this.decode = decode;
        this.wanted = wanted;
        this.prefix = prefix;
    }

    @Override
    public ArgsObject only(Predicate<String> names) {
        return new ArgsObject(json, decode, names, prefix);
    }

    @Override
    public Value flat(String outer) {
        return new ArgsObject(json, decode, wanted, outer)::putMembers;
    }

    @Override
    public boolean mayHave(String name) {
        return Catalogue.builtIn().all().stream().anyMatch(type -> type.indexOf(name) >= 0);
    }

    @Override
    public void put(EventView event, LineBuffer out) {
        int start = out.length();
        putMembers(event, out.put('{'));
        if (out.length() == start + 1) {
            out.length(start);
        } else {
            out.put('}');
        }
    }

    private void putMembers(EventView event, LineBuffer out) {
        Argument[] args = args(event.type());
        int count = Math.min(args.length, event.argCount());
        for (int i = 0; i < count; i++) {
            if (args[i] != null) {
                args[i].put(event, i, json, out);
            }
        }
    }

    private Argument[] args(EventType type) {
        Argument[] args = byId[type.id()];
        return args != null ? args : prepare(type);
    }

    private Argument[] prepare(EventType type) {
        Argument[] args = type.fields().stream()
                .map(f -> wanted.test(f.name()) ? Argument.of(f, prefix, decode) : null).toArray(Argument[]::new);
        byId[type.id()] = args;
        return args;
    }
}
