package io.tallyman.printer.table.internal;

import io.tallyman.api.container.Container;
import io.tallyman.api.container.Enrichment;
import io.tallyman.api.container.Pod;
import io.tallyman.api.decode.Decoder;
import io.tallyman.api.decode.Symbols;
import io.tallyman.api.event.AncestorView;
import io.tallyman.api.event.EventView;
import io.tallyman.api.event.ProcessOrigin;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.output.PrinterFactory;
import io.tallyman.api.record.RecordLayout;
import io.tallyman.api.text.TerminalText;
import io.tallyman.api.text.TimeOfDay;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** The columns of each kind of table. For one printer. */
final class Columns {
    /** The number of characters of a container's id that runtimes show to users. */
    private static final int SHORT_ID = 12;
    private static final int MAX_ERRNO = 4_095;

    private final TimeOfDay time = new TimeOfDay(ZoneId.systemDefault());
    private final Decoder errors = Symbols.builtIn().decoder(Symbols.ERRNO);
    private final TerminalText text;
    private final boolean decode;

    Columns(TerminalText text, boolean decode) {
        this.text = text;
        this.decode = decode;
    }

    /** All columns but the arguments. */
    List<Column> of(PrinterFactory.Context context, boolean wide) {
        boolean container = context.containerFilter();
        List<Column> columns = new ArrayList<>();
        columns.add(Column.fixed("TIME", 16, (e, out) -> time.put(e.time(), out)));
        if (wide) {
            columns.add(Column.text("UTS_NAME", 16, 8, 32, this::putUtsName));
        }
        if (container || wide) {
            columns.add(Column.fixed("CONTAINER_ID", 13, this::putContainerId));
        }
        if (wide) {
            columns.add(Column.text("CONTAINER_NAME", 16, 8, 40, (e, out) -> putName(e.container(), out)));
        }
        if (context.enrichment() && (container || wide)) {
            columns.add(Column.text("IMAGE", 16, 8, 40, (e, out) -> putImage(e.container(), out)));
        }
        if (wide) {
            columns.add(Column.text("POD", 16, 8, 40, (e, out) -> putPod(e.container(), out)));
            columns.add(Column.text("RUNTIME", 10, 6, 10, (e, out) -> putRuntime(e.container(), out)));
        }
        if (context.origins() || wide) {
            columns.add(Column.fixed("ORIGIN", 11, Columns::putOrigin));
        }
        addTask(columns, container, wide);
        if (context.ancestors()) {
            columns.add(Column.text("ANCESTORS", 32, 12, 60, this::putAncestors));
        }
        columns.add(Column.fixed("RET", 16, this::putReturnValue));
        columns.add(Column.text("EVENT", 25, 12, 25, Columns::putEvent));
        return columns;
    }

    private void addTask(List<Column> columns, boolean container, boolean wide) {
        columns.add(Column.fixed("UID", 6, (e, out) -> out.decimal(e.uid())));
        columns.add(Column.text("COMM", 16, 8, 16, this::putComm));
        if (container) {
            columns.add(Column.fixed("PID/host", 15, (e, out) -> putPair(e.pid(), e.hostPid(), out)));
            columns.add(Column.fixed("TID/host", 15, (e, out) -> putPair(e.tid(), e.hostTid(), out)));
        } else {
            columns.add(Column.fixed("PID", 7, (e, out) -> out.decimal(e.pid())));
            columns.add(Column.fixed("TID", 7, (e, out) -> out.decimal(e.tid())));
        }
        if (wide && container) {
            columns.add(Column.fixed("PPID/host", 15, (e, out) -> putPair(e.ppid(), e.hostPpid(), out)));
        } else if (wide) {
            columns.add(Column.fixed("PPID", 7, (e, out) -> out.decimal(e.ppid())));
        }
    }

    private static void putEvent(EventView event, LineBuffer out) {
        out.ascii(event.type().name()).ascii(event.isCompat() ? "(32)" : "");
        if (event.count() > 1) {
            out.ascii(" x").decimal(event.count());
        }
    }

    private void putUtsName(EventView event, LineBuffer out) {
        byte[] room = out.ensure(RecordLayout.UTS_SIZE);
        text.takeTail(event.copyUtsName(room, out.length()), out);
    }

    private void putComm(EventView event, LineBuffer out) {
        byte[] room = out.ensure(RecordLayout.COMM_SIZE);
        text.takeTail(event.copyComm(room, out.length()), out);
    }

    private void putContainerId(EventView event, LineBuffer out) {
        if (event.container() != null) {
            text.put(event.container().id(), SHORT_ID, out);
        }
    }

    private void putName(Container container, LineBuffer out) {
        if (container != null) {
            putAll(container.name(), out);
        }
    }

    /** The image of a container. If the image is unknown, the column says why, and is never blank. */
    private void putImage(Container container, LineBuffer out) {
        if (container == null) {
            return;
        }
        if (!container.image().isEmpty()) {
            putAll(container.image(), out);
        } else if (container.enrichment() == Enrichment.PENDING) {
            out.ascii("(pending)");
        } else if (container.enrichment() == Enrichment.FAILED) {
            out.ascii("(failed)");
        }
    }

    private void putPod(Container container, LineBuffer out) {
        if (container != null && !container.pod().equals(Pod.NONE)) {
            putAll(container.pod().namespace(), out);
            putAll(container.pod().name(), out.put('/'));
        }
    }

    private void putRuntime(Container container, LineBuffer out) {
        if (container != null) {
            putAll(container.runtime(), out);
        }
    }

    private static void putOrigin(EventView event, LineBuffer out) {
        if (event.origin() != ProcessOrigin.NONE) {
            out.ascii(event.origin().word());
        }
    }

    /** The programs alone, nearest first. A program that is not known has the number of its process. */
    private void putAncestors(EventView event, LineBuffer out) {
        List<AncestorView> line = event.ancestors();
        for (int i = 0; i < line.size(); i++) {
            out.ascii(i > 0 ? " < " : "");
            if (line.get(i).name().isEmpty()) {
                out.put('[').decimal(line.get(i).hostPid()).put(']');
            } else {
                putAll(line.get(i).name(), out);
            }
        }
    }

    private void putReturnValue(EventView event, LineBuffer out) {
        long value = event.returnValue();
        if (decode && value < 0 && value >= -MAX_ERRNO && event.type().isSyscall()) {
            errors.put(-value, out.put('-'));
        } else {
            out.decimal(value);
        }
    }

    private void putAll(String value, LineBuffer out) {
        text.put(value, value.length(), out);
    }

    private static void putPair(int own, int host, LineBuffer out) {
        int start = out.length();
        out.decimal(own);
        while (out.length() < start + 7) {
            out.put(' ');
        }
        out.put('/').decimal(host);
    }
}
