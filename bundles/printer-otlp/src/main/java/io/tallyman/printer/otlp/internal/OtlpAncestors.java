package io.tallyman.printer.otlp.internal;

import io.tallyman.api.container.Container;
import io.tallyman.api.event.AncestorView;
import io.tallyman.api.event.EventView;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.printer.otlp.internal.Attributes.Key;
import io.tallyman.printing.EntityId;
import io.tallyman.printing.Value;
import java.util.List;

/** The ancestors of an event's process as a list of maps, nearest first, by the names that a record has. For one thread. */
final class OtlpAncestors implements Value {
    private static final Key PID = member("process.pid");
    private static final Key ENTITY = member("tallyman.entity_id");
    private static final Key EXECUTABLE = member("process.executable.path");
    private static final Key ARGV = member("process.command_args");
    private static final Key CONTAINER_ID = member("container.id");
    private static final Key CONTAINER_NAME = member("container.name");

    private final Attributes attributes;
    private final Key key;
    private final LineBuffer maps = new LineBuffer(512);
    private final LineBuffer map = new LineBuffer(256);

    /** @param key of the whole list */
    OtlpAncestors(Attributes attributes, Key key) {
        this.attributes = attributes;
        this.key = key;
    }

    private static Key member(String name) {
        return Key.of(Attributes.MAP_VALUES, name);
    }

    @Override
    public void put(EventView event, LineBuffer out) {
        maps.clear();
        List<AncestorView> line = event.ancestors();
        for (int i = 0; i < line.size(); i++) {
            map.clear();
            putMembers(event, line.get(i));
            Attributes.putMap(map, maps);
        }
        Attributes.putArray(key, maps, out);
    }

    private void putMembers(EventView event, AncestorView ancestor) {
        Attributes.number(PID, ancestor.hostPid(), map);
        if (EntityId.isKnown(event.node(), ancestor)) {
            EntityId.put(event.node(), ancestor, attributes.text());
            attributes.putText(ENTITY, map);
        }
        string(EXECUTABLE, ancestor.executable());
        if (!ancestor.argv().isEmpty()) {
            attributes.strings(ARGV, ancestor.argv(), map);
        }
        Container container = ancestor.container();
        if (container != null) {
            string(CONTAINER_ID, container.id());
            string(CONTAINER_NAME, container.name());
        }
    }

    private void string(Key of, String value) {
        if (!value.isEmpty()) {
            attributes.string(of, value, map);
        }
    }
}
