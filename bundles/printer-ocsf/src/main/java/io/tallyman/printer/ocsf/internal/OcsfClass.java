package io.tallyman.printer.ocsf.internal;

import io.tallyman.api.event.EventView;
import io.tallyman.printing.EventValues;
import io.tallyman.printing.Meaning;
import io.tallyman.printing.Meaning.Action;
import java.util.EnumMap;
import java.util.Map;

/**
 * A class of the schema and an activity in it.
 *
 * @param category the class's category: 0 none, 1 System Activity, 4 Network Activity
 * @param uid      the class
 * @param activity what happened, as the class numbers it
 */
record OcsfClass(int category, int uid, int activity) {
    static final int FILE = 1001;
    static final int KERNEL = 1003;
    static final int PROCESS = 1007;
    static final int NETWORK = 4001;
    /** Base Event: what the schema has no class for. */
    private static final int BASE = 0;
    private static final int SYSTEM_CATEGORY = 1;
    private static final int NETWORK_CATEGORY = 4;
    private static final int ACTIVITIES = 100;
    private static final int OTHER = 99;
    private static final OcsfClass INVOKE = new OcsfClass(SYSTEM_CATEGORY, KERNEL, 4);
    private static final OcsfClass NONE = new OcsfClass(BASE, BASE, OTHER);
    private static final Map<Action, OcsfClass> BY_ACTION = new EnumMap<>(Action.class);

    static {
        add(PROCESS, 1, Action.PROCESS_START, Action.PROCESS_FORK, Action.CONTAINER_START);
        add(PROCESS, 2, Action.PROCESS_END);
        add(PROCESS, 5, Action.PROCESS_IDENTITY);
        add(PROCESS, OTHER, Action.PROCESS_SIGNAL);
        add(FILE, 14, Action.FILE_OPEN);
        add(FILE, 1, Action.FILE_CREATE);
        add(FILE, 3, Action.FILE_WRITE);
        add(FILE, 4, Action.FILE_DELETE);
        add(FILE, 5, Action.FILE_RENAME);
        add(FILE, 7, Action.FILE_PERMISSIONS);
        add(FILE, 6, Action.FILE_ATTRIBUTES);
        add(FILE, OTHER, Action.FILE_OTHER, Action.MOUNT);
        add(NETWORK, 1, Action.NETWORK_CONNECT, Action.NETWORK_ACCEPT);
        add(NETWORK, 7, Action.NETWORK_BIND);
        add(NETWORK, 6, Action.NETWORK_OTHER);
        BY_ACTION.put(Action.EVENTS_LOST, NONE);
    }

    private static void add(int uid, int activity, Action... actions) {
        for (Action action : actions) {
            BY_ACTION.put(action, new OcsfClass(uid == NETWORK ? NETWORK_CATEGORY : SYSTEM_CATEGORY, uid, activity));
        }
    }

    /**
     * The class of an event. An event of a file or a socket that does not tell which one is Kernel Activity, since the
     * other classes demand the file or the endpoint.
     */
    static OcsfClass of(EventView event) {
        Meaning meaning = Meaning.of(event.type());
        OcsfClass of = BY_ACTION.get(meaning.action());
        boolean whole = of != null && (of.uid() == PROCESS || of.uid() == BASE
                || of.uid() == FILE && EventValues.isThere(event, EventValues.pathArgument(event))
                || of.uid() == NETWORK && EventValues.has(event, meaning.address()));
        return whole ? of : INVOKE;
    }

    int type() {
        return uid * ACTIVITIES + activity;
    }
}
