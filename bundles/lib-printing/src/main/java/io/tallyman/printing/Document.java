package io.tallyman.printing;

import io.tallyman.api.container.Metadata;
import io.tallyman.api.event.EventView;
import io.tallyman.api.output.LineBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes events as JSON objects, one on each line, from a list of members. The text of shared members is kept between
 * events of a thread. The members come in the order of the list, and those of one inner object come together where its
 * first member is. A member without a value is left out, and so is an inner object without members, unless some of its
 * members are shared and some are not. For one thread; allocates nothing per event.
 */
public final class Document {
    private static final byte[] END = {'}', '\n'};

    private final SharedText shared;
    private final Value[] varying;
    private final Metadata needs;

    /**
     * @param members what to write
     * @param flat    whether a member of an inner object becomes a member of the outermost object, under its whole path
     */
    public Document(List<Member> members, boolean flat) {
        Plan plan = new Plan();
        (flat ? Branch.flat(members) : Branch.of(members)).planInside(plan);
        plan.endPart();
        varying = plan.varying.toArray(Value[]::new);
        shared = new SharedText(varying.length + 1, plan.encoder());
        needs = members.stream().map(Member::needs).reduce(Metadata.NAME, Metadata::and);
    }

    /** What must be known of a container before an event can be written. */
    public Metadata needs() {
        return needs;
    }

    /** Appends one event with the end of its line. */
    public void print(EventView event, LineBuffer out) {
        SharedText.Entry entry = shared.of(event);
        entry.put(0, out);
        for (int i = 0; i < varying.length; i++) {
            varying[i].put(event, out);
            putPart(entry, i + 1, out);
        }
        out.put(END);
    }

    /**
     * Each part but the first begins with a byte that is not written, so that its first member has a comma. What stands
     * before a part is known only now: the first member of an object must not have a comma.
     */
    private static void putPart(SharedText.Entry entry, int part, LineBuffer out) {
        int begin = entry.begin(part) + 1;
        int count = entry.end(part) - begin;
        if (count > 0) {
            byte[] text = entry.text().array();
            int comma = text[begin] == ',' && isOpen(out) ? 1 : 0;
            out.put(text, begin + comma, count - comma);
        }
    }

    /** Appends what parts the next member from the one before, if there is one. No value ends with a brace that opens. */
    public static LineBuffer comma(LineBuffer out) {
        return isOpen(out) ? out : out.put(',');
    }

    static boolean isOpen(LineBuffer out) {
        return out.array()[out.length() - 1] == '{';
    }

    /** The parts of shared text, and the values between them. */
    static final class Plan {
        private final List<List<SharedPiece>> parts = new ArrayList<>();
        private final List<Value> varying = new ArrayList<>();
        private List<SharedPiece> part = new ArrayList<>();

        /** Text that is made of what events share. */
        @FunctionalInterface
        interface SharedPiece {
            void put(EventView event, LineBuffer out);
        }

        void shared(SharedPiece piece) {
            part.add(piece);
        }

        /** @param member writes a whole member with its comma, or nothing */
        void varying(Value member) {
            endPart();
            varying.add(member);
        }

        private void endPart() {
            parts.add(part);
            part = new ArrayList<>();
        }

        private SharedText.Encoder encoder() {
            SharedPiece[][] all = parts.stream().map(p -> p.toArray(SharedPiece[]::new)).toArray(SharedPiece[][]::new);
            return (event, entry) -> {
                LineBuffer out = entry.text().put('{');
                for (SharedPiece[] pieces : all) {
                    for (SharedPiece piece : pieces) {
                        piece.put(event, out);
                    }
                    entry.endPart();
                    out.put(0);
                }
            };
        }
    }
}
