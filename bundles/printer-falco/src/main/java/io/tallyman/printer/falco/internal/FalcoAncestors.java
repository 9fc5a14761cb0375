package io.tallyman.printer.falco.internal;

import static io.tallyman.printing.JsonText.key;

import io.tallyman.api.event.AncestorView;
import io.tallyman.api.event.EventView;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.printing.AncestorMembers;
import io.tallyman.printing.Document;
import io.tallyman.printing.JsonText;
import io.tallyman.printing.LineageText;
import io.tallyman.printing.ObjectValue;
import io.tallyman.printing.Value;
import java.util.List;
import java.util.function.Predicate;

/**
 * The ancestors of an event's process under the names that Falco has for them: {@code proc.aname[1]} is the parent's,
 * {@code proc.aname[2]} the parent's of the parent. Falco's number 0 is the process itself, which has names of its own here.
 * For one thread.
 */
final class FalcoAncestors implements ObjectValue {
    private final JsonText text;

    FalcoAncestors(JsonText text) {
        this.text = text;
    }

    @Override
    public void put(EventView event, LineBuffer out) {
        flat("").put(event, out);
    }

    @Override
    public Value flat(String prefix) {
        AncestorMembers members = new AncestorMembers(text);
        Keys[] keys = new Keys[AncestorView.DEEPEST];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = Keys.of(prefix, i + 1);
        }
        LineageText line = new LineageText((event, out) -> putAll(event, keys, members, out));
        return (event, out) -> {
            if (!event.ancestors().isEmpty()) {
                line.put(event, Document.comma(out));
            }
        };
    }

    /** The id is always known, so each comma but the first stands before an id. */
    private static void putAll(EventView event, Keys[] keys, AncestorMembers members, LineBuffer out) {
        List<AncestorView> line = event.ancestors();
        for (int i = 0; i < line.size(); i++) {
            AncestorView ancestor = line.get(i);
            (i == 0 ? out : out.put(',')).put(keys[i].id()).decimal(ancestor.hostPid());
            members.name(keys[i].name(), ancestor, out);
            members.executable(keys[i].path(), ancestor, out);
            members.commandLine(keys[i].commandLine(), ancestor, out);
        }
    }

    private record Keys(byte[] id, byte[] name, byte[] path, byte[] commandLine) {
        static Keys of(String prefix, int number) {
            return new Keys(named("'" + prefix + "apid", number), named(",'" + prefix + "aname", number),
                    named(",'" + prefix + "aexepath", number), named(",'" + prefix + "acmdline", number));
        }

        private static byte[] named(String name, int number) {
            return key(name + "[" + number + "]':");
        }
    }

    /** They are wanted all together or not at all. */
    @Override
    public FalcoAncestors only(Predicate<String> names) {
        return this;
    }

    @Override
    public boolean mayHave(String name) {
        return false;
    }
}
