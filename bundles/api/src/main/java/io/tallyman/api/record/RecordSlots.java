package io.tallyman.api.record;

import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventType;
import io.tallyman.api.event.Field;
import io.tallyman.api.event.FieldKind;
import java.util.Arrays;

/**
 * The slots in the records of one type of event. The first slots are those of the arguments, in catalogue order. If
 * paths of descriptors were asked for, a slot for the path of each descriptor follows: first the arguments that are
 * descriptors, in their order, then the return value if the call returns a descriptor.
 *
 * <p>A record says in {@link RecordLayout#ARGS} how many slots it has. A record of an older version may have fewer
 * slots than its type has arguments; a record without paths has no path slots. No record has more than {@link #limit}
 * slots.
 *
 * <p>Instances are immutable and shared by all threads.
 */
public final class RecordSlots {
    private static final RecordSlots[] BY_ID = ofAll(Catalogue.builtIn());

    private final FieldKind[] kinds;
    private final int[] paths;

    private RecordSlots(EventType type) {
        int arguments = type.fields().size();
        paths = new int[arguments + 1];
        Arrays.fill(paths, -1);
        int next = arguments;
        for (int arg = 0; arg < arguments; arg++) {
            if (type.fields().get(arg).isDescriptor()) {
                paths[arg] = next++;
            }
        }
        if (type.returnsFd()) {
            paths[arguments] = next++;
        }
        kinds = Arrays.copyOf(type.fields().stream().map(Field::kind).toArray(FieldKind[]::new), next);
        Arrays.fill(kinds, arguments, next, FieldKind.STRING);
    }

    private static RecordSlots[] ofAll(Catalogue catalogue) {
        RecordSlots[] all = new RecordSlots[catalogue.idLimit()];
        catalogue.all().forEach(type -> all[type.id()] = new RecordSlots(type));
        return all;
    }

    /** The slots of a type of the built-in catalogue. */
    public static RecordSlots of(EventType type) {
        return BY_ID[type.id()];
    }

    /** Number of arguments. */
    public int arguments() {
        return paths.length - 1;
    }

    /** Number of slots with those of all paths. */
    public int limit() {
        return kinds.length;
    }

    /** What a slot below {@link #limit} holds; a path is a {@link FieldKind#STRING}. */
    public FieldKind kind(int slot) {
        return kinds[slot];
    }

    /**
     * The slot for the path of a descriptor.
     *
     * @param arg number of an argument, or {@link #arguments} for the return value
     * @return a slot, or -1 if the value is no descriptor
     */
    public int pathOf(int arg) {
        return paths[arg];
    }
}
