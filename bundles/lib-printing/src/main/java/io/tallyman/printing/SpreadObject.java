package io.tallyman.printing;

import io.tallyman.api.event.EventView;
import io.tallyman.api.output.LineBuffer;
import java.util.function.Predicate;

/**
 * An object whose members stand beside those of the object around it, each with a prefix:
 * {@code "evt.arg.fd":3,"evt.arg.count":7}.
 */
public final class SpreadObject implements ObjectValue {
    private final ObjectValue object;
    private final String prefix;
    private final Value members;

    /** @param prefix stands in front of each name */
    public SpreadObject(ObjectValue object, String prefix) {
        this.object = object;
        this.prefix = prefix;
        members = object.flat(prefix);
    }

    /** Appends the members, each with its comma. */
    @Override
    public void put(EventView event, LineBuffer out) {
        members.put(event, out);
    }

    @Override
    public Value flat(String outer) {
        return object.flat(outer);
    }

    @Override
    public SpreadObject only(Predicate<String> names) {
        return new SpreadObject(object.only(names), prefix);
    }

    @Override
    public boolean mayHave(String name) {
        return object.mayHave(name);
    }
}
