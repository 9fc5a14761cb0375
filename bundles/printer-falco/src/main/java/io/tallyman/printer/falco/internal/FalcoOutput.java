package io.tallyman.printer.falco.internal;

import io.tallyman.api.container.Container;
import io.tallyman.api.event.EventView;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.text.TerminalText;
import io.tallyman.api.decode.ArgsText;
import io.tallyman.printing.JsonText;
import io.tallyman.printing.UtcTime;
import io.tallyman.printing.Value;
import io.tallyman.api.record.RecordLayout;

/**
 * The sentence that Falco calls {@code output}: time, priority, what happened with which arguments, and where. It is
 * text for people, so what could deceive a terminal is escaped. For one thread.
 */
final class FalcoOutput implements Value {
    private final String priority;
    private final TerminalText terminal = new TerminalText();
    private final ArgsText args;
    private final UtcTime time = new UtcTime();
    private final JsonText json;
    private final LineBuffer sentence = new LineBuffer(512);
    private final byte[] comm = new byte[RecordLayout.COMM_SIZE];

    FalcoOutput(String priority, boolean decode, JsonText json) {
        this.priority = priority;
        this.json = json;
        args = new ArgsText(terminal, decode);
    }

    @Override
    public void put(EventView event, LineBuffer out) {
        LineBuffer to = sentence;
        to.clear();
        time.put(event.time(), to);
        to.ascii(": ").ascii(priority).put(' ').ascii(event.type().name()).ascii(" (");
        args.putAll(event, to);
        to.ascii(") proc.name=");
        terminal.put(comm, 0, event.copyComm(comm, 0), to);
        to.ascii(" proc.pid=").decimal(event.hostPid()).ascii(" user.uid=").decimal(event.uid());
        putContainer(event.container(), to);
        json.put(to.array(), 0, to.length(), out.put('"'));
        out.put('"');
    }

    private void putContainer(Container container, LineBuffer to) {
        if (container == null) {
            to.ascii(" container.id=host");
            return;
        }
        put(" container.id=", container.id(), 12, to);
        put(" container.name=", container.name(), Integer.MAX_VALUE, to);
        put(" container.image=", container.image(), Integer.MAX_VALUE, to);
        put(" k8s.ns.name=", container.pod().namespace(), Integer.MAX_VALUE, to);
        put(" k8s.pod.name=", container.pod().name(), Integer.MAX_VALUE, to);
    }

    private void put(String head, String value, int limit, LineBuffer to) {
        if (!value.isEmpty()) {
            terminal.put(value, limit, to.ascii(head));
        }
    }
}
