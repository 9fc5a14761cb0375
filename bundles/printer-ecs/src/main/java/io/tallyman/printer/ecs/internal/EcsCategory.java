package io.tallyman.printer.ecs.internal;

import static io.tallyman.printing.JsonText.key;

import io.tallyman.api.event.EventType;
import io.tallyman.printing.Meaning;
import io.tallyman.printing.Meaning.Action;
import java.util.EnumMap;
import java.util.Map;

/**
 * The schema's own classes of an event. The schema has none for containers as such.
 *
 * @param category value of {@code event.category}, an array; empty: none
 * @param type     value of {@code event.type}, an array
 */
record EcsCategory(byte[] category, byte[] type) {
    private static final Map<Action, EcsCategory> BY_ACTION = new EnumMap<>(Action.class);

    static {
        add("process", "start", Action.PROCESS_START, Action.PROCESS_FORK);
        add("process", "end", Action.PROCESS_END);
        add("process", "change", Action.PROCESS_IDENTITY);
        add("process", "info", Action.PROCESS_SIGNAL, Action.PROCESS_OTHER);
        add("file", "access", Action.FILE_OPEN);
        add("file", "creation", Action.FILE_CREATE);
        add("file", "deletion", Action.FILE_DELETE);
        add("file", "change", Action.FILE_WRITE, Action.FILE_RENAME, Action.FILE_PERMISSIONS, Action.FILE_ATTRIBUTES);
        add("file", "info", Action.FILE_OTHER);
        add("host", "change", Action.MOUNT);
        add("network", "connection','start", Action.NETWORK_CONNECT, Action.NETWORK_ACCEPT);
        add("network", "info", Action.NETWORK_BIND, Action.NETWORK_LISTEN, Action.NETWORK_OTHER);
        BY_ACTION.put(Action.CONTAINER_CREATE, new EcsCategory(new byte[0], key("['creation']")));
        BY_ACTION.put(Action.CONTAINER_REMOVE, new EcsCategory(new byte[0], key("['deletion']")));
        BY_ACTION.put(Action.CONTAINER_EXISTS, new EcsCategory(new byte[0], key("['info']")));
        add("process", "start", Action.CONTAINER_START);
        add("driver", "start", Action.MODULE_LOAD);
        add("driver", "end", Action.MODULE_UNLOAD);
        add("host", "info", Action.OTHER);
        BY_ACTION.put(Action.EVENTS_LOST, new EcsCategory(new byte[0], key("['info']")));
    }

    private static void add(String category, String type, Action... actions) {
        EcsCategory of = new EcsCategory(key("['" + category + "']"), key("['" + type + "']"));
        for (Action action : actions) {
            BY_ACTION.put(action, of);
        }
    }

    static EcsCategory of(EventType type) {
        return BY_ACTION.get(Meaning.of(type).action());
    }
}
