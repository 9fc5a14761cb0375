package com.example.tallyman.logfmt;

import io.tallyman.api.container.Container;
import io.tallyman.api.decode.ArgsText;
import io.tallyman.api.event.EventView;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.output.OptionSpec;
import io.tallyman.api.output.Printer;
import io.tallyman.api.output.PrinterFactory;
import io.tallyman.api.text.TerminalText;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** {@code -o logfmt}: each event as a line of key=value pairs. */
@Component
public final class LogfmtPrinterFactory implements PrinterFactory {
    @Override
    public String name() {
        return "logfmt";
    }

    @Override
    public List<OptionSpec> options() {
        return List.of(new OptionSpec("args", OptionSpec.Type.BOOLEAN, "true", List.of(), "Write the arguments, too."));
    }

    @Override
    public Printer create(Context context) {
        boolean withArgs = context.options().get("args").equals("true");
        TerminalText text = new TerminalText();
        ArgsText args = new ArgsText(text, true);
        return (event, out) -> print(event, withArgs ? args : null, text, out);
    }

    /** Called for every event: it allocates nothing, and what a container may have named goes through the escaper. */
    private static void print(EventView event, ArgsText args, TerminalText text, LineBuffer out) {
        out.ascii("time=").decimal(event.time()).ascii(" event=").ascii(event.type().name());
        out.ascii(" pid=").decimal(event.hostPid()).ascii(" comm=\"");
        text.takeTail(event.copyComm(out.ensure(16), out.length()), out);
        Container container = event.container();
        if (container != null) {
            out.ascii("\" container=\"");
            text.put(container.name().isEmpty() ? container.id() : container.name(), 100, out);
        }
        if (args != null) {
            args.putAll(event, out.ascii("\" args=\""));
        }
        out.ascii("\"\n");
    }
}
