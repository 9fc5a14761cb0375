package io.tallyman.engine.internal.session;

import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventType;
import io.tallyman.api.text.Suggestion;
import io.tallyman.engine.TraceException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/** Reads which events are wanted: names, sets and globs, each taken out again with a leading dash. */
public final class EventSelection {
    private EventSelection() {
    }

    /**
     * Ids of the events that the words select.
     *
     * @param unsaid the words that count where there is none, or none but words that take out
     */
    static BitSet of(List<String> words, Collection<String> unsaid) throws TraceException {
        BitSet ids = new BitSet();
        if (words.stream().allMatch(w -> w.startsWith("-"))) {
            for (String word : unsaid) {
                add(ids, word);
            }
        }
        for (String word : words) {
            if (!word.startsWith("-")) {
                add(ids, word);
            }
        }
        for (String word : words) {
            if (word.startsWith("-")) {
                BitSet out = new BitSet();
                add(out, word.substring(1));
                ids.andNot(out);
            }
        }
        if (ids.isEmpty()) {
            throw refuse("no event is left of: " + String.join(",", words));
        }
        return ids;
    }

    /**
     * Ids of the events that the words ask for by their own names, and not only by a set or a glob. A request for such an
     * event is refused where this machine cannot trace the event; a set holds what can be had of it.
     */
    public static BitSet named(List<String> words) {
        BitSet ids = new BitSet();
        for (String word : words) {
            EventType type = Catalogue.builtIn().byName(word);
            if (type != null) {
                ids.set(type.id());
            }
        }
        return ids;
    }

    /** Whether one of the words takes an event out. */
    static boolean takesOut(List<String> words, String event) {
        return words.stream().filter(word -> word.startsWith("-"))
                .anyMatch(word -> select(word.substring(1)).contains(Catalogue.builtIn().byName(event)));
    }

    /** Refuses a filter on one event alone that is not among the events. */
    static void requireConcerned(BitSet events, BitSet concerned) throws TraceException {
        for (int id = concerned.nextSetBit(0); id >= 0; id = concerned.nextSetBit(id + 1)) {
            if (!events.get(id)) {
                String name = Catalogue.builtIn().byId(id).name();
                throw new TraceException(TraceException.Kind.USAGE, "scope", "the filter on '" + name
                        + "' can never match: that event is not traced; add -e " + name, null);
            }
        }
    }

    private static void add(BitSet ids, String word) throws TraceException {
        Collection<EventType> types = select(word);
        if (types.isEmpty()) {
            throw refuse("unknown event '" + word + "'" + suggestion(word)
                    + "; 'tallyman list events' shows all");
        }
        types.forEach(t -> ids.set(t.id()));
    }

    private static Collection<EventType> select(String word) {
        Catalogue catalogue = Catalogue.builtIn();
        EventType exact = catalogue.byName(word);
        if (exact != null) {
            return List.of(exact);
        }
        if (word.contains("*")) {
            Pattern glob = Pattern.compile("\\Q" + word.replace("*", "\\E.*\\Q") + "\\E");
            return catalogue.all().stream().filter(t -> glob.matcher(t.name()).matches()).toList();
        }
        return catalogue.set(word);
    }

    private static String suggestion(String word) {
        List<String> names = new ArrayList<>(Catalogue.builtIn().setNames());
        Catalogue.builtIn().all().forEach(t -> names.add(t.name()));
        return Suggestion.of(word, names);
    }

    private static TraceException refuse(String message) {
        return new TraceException(TraceException.Kind.USAGE, "events", message, null);
    }
}
