package io.tallyman.filter.internal;

import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventType;
import io.tallyman.api.filter.EventPredicate;
import io.tallyman.api.filter.FilterException;
import io.tallyman.api.filter.Operator;
import io.tallyman.api.text.Suggestion;
import java.util.BitSet;

/** Reads the names of fields that belong to one event: {@code openat.args.pathname} is event, word and rest. */
final class EventFields {
    private EventFields() {
    }

    /** Whether a name starts with the name of an event, known or unknown, and this word. */
    static boolean takes(String written, String word) {
        int dot = written.indexOf('.');
        return dot > 0 && (written.startsWith(word, dot + 1) && written.length() == dot + 1 + word.length()
                || written.startsWith(word + ".", dot + 1));
    }

    static EventType event(String written) throws FilterException {
        String name = written.substring(0, written.indexOf('.'));
        EventType type = Catalogue.builtIn().byName(name);
        if (type == null) {
            throw new FilterException("filter field '" + written + "': there is no event '" + name + "'"
                    + Suggestion.of(name, Catalogue.builtIn().all().stream().map(EventType::name).toList()));
        }
        return type;
    }

    /** The rest of the name, behind the word. */
    static String rest(String written, String word) throws FilterException {
        int at = written.indexOf('.') + word.length() + 2;
        if (at >= written.length()) {
            throw new FilterException("filter field '" + written + "': a name must follow, as in '" + written
                    + (written.endsWith(".") ? "" : ".") + (word.equals("args") ? "pathname'" : "comm'"));
        }
        return written.substring(at);
    }

    /**
     * A condition of one event, as a condition of all events. A positive one holds the event to it and lets other events
     * pass; of several negative ones each concerns its own event.
     */
    static EventPredicate ofOneEvent(EventType type, Operator operator, EventPredicate compared) {
        int id = type.id();
        return operator.isNegative() ? event -> event.type().id() == id && compared.test(event)
                : event -> event.type().id() != id || compared.test(event);
    }

    static BitSet ids(String written) {
        EventType type = Catalogue.builtIn().byName(written.substring(0, written.indexOf('.')));
        BitSet ids = new BitSet();
        if (type != null) {
            ids.set(type.id());
        }
        return ids;
    }
}
