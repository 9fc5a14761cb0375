package io.tallyman.printer.ocsf.internal;

import static io.tallyman.printing.JsonText.key;

import io.tallyman.api.event.AncestorView;
import io.tallyman.api.event.EventView;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.printing.AncestorMembers;
import io.tallyman.printing.JsonText;
import io.tallyman.printing.Value;
import java.util.List;

/** The ancestors of an event's process as the schema's list of process entities, nearest first. For one thread. */
final class OcsfAncestry implements Value {
    private static final byte[] PID = key("{'pid':");
    private static final byte[] UID = key(",'uid':");
    private static final byte[] NAME = key(",'name':");
    private static final byte[] PATH = key(",'path':");
    private static final byte[] COMMAND_LINE = key(",'cmd_line':");

    private final AncestorMembers members;

    OcsfAncestry(JsonText text) {
        members = new AncestorMembers(text);
    }

    @Override
    public void put(EventView event, LineBuffer out) {
        List<AncestorView> line = event.ancestors();
        for (int i = 0; i < line.size(); i++) {
            AncestorView ancestor = line.get(i);
            out.put(i == 0 ? '[' : ',').put(PID).decimal(ancestor.hostPid());
            members.entity(UID, event, ancestor, out);
            members.name(NAME, ancestor, out);
            members.executable(PATH, ancestor, out);
            members.commandLine(COMMAND_LINE, ancestor, out);
            out.put('}');
        }
        out.put(']');
    }
}
