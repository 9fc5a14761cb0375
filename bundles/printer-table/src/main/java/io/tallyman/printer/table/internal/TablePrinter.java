package io.tallyman.printer.table.internal;

import io.tallyman.api.decode.ArgsText;
import io.tallyman.api.event.EventView;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.output.Printer;
import io.tallyman.api.output.PrinterFactory;
import io.tallyman.api.text.TerminalText;
import java.util.Arrays;
import java.util.List;

/** Writes an event as a row of a table. Allocates nothing. */
final class TablePrinter implements Printer {
    private static final String BOLD = "\u001b[1m";
    private static final String RED = "\u001b[31m";
    private static final String PLAIN = "\u001b[0m";
    private static final byte[] BLANKS = new byte[64];
    private static final int CUT_MARK = 3;

    static {
        Arrays.fill(BLANKS, (byte) ' ');
    }

    private final Column[] columns;
    private final Layout layout;
    private final ArgsText args;
    private final boolean colour;

    private TablePrinter(List<Column> columns, Layout layout, ArgsText args, boolean colour) {
        this.columns = columns.toArray(new Column[0]);
        this.layout = layout;
        this.args = args;
        this.colour = colour;
    }

    static TablePrinter of(PrinterFactory.Context context, boolean wide) {
        boolean decode = Boolean.parseBoolean(context.options().get(TablePrinterFactory.DECODE));
        TerminalText text = new TerminalText();
        List<Column> columns = new Columns(text, decode).of(context, wide);
        return new TablePrinter(columns, Layout.of(columns, context.width()), new ArgsText(text, decode),
                context.colour());
    }

    @Override
    public void begin(LineBuffer out) {
        out.ascii(colour ? BOLD : "");
        for (int i = 0; i < columns.length; i++) {
            int start = out.length();
            out.ascii(columns[i].title());
            finish(start, layout.widths()[i], columns[i].isText(), out);
        }
        out.ascii("ARGS").ascii(colour ? PLAIN : "").put('\n');
    }

    @Override
    public void print(EventView event, LineBuffer out) {
        boolean failed = colour && event.returnValue() < 0 && event.type().isSyscall();
        out.ascii(failed ? RED : "");
        for (int i = 0; i < columns.length; i++) {
            int start = out.length();
            columns[i].cell().put(event, out);
            if (out.length() == start) {
                out.put('-');
            }
            finish(start, layout.widths()[i], columns[i].isText(), out);
        }
        int start = out.length();
        args.putAll(event, out);
        if (out.length() == start) {
            trim(out);
        } else if (layout.cuts()) {
            cut(start, layout.args(), out);
        }
        out.ascii(failed ? PLAIN : "").put('\n');
    }

    /** Fills a cell up to its width, or cuts it off, and appends a blank. */
    private void finish(int start, int width, boolean isText, LineBuffer out) {
        int shown = isText && layout.cuts() ? cut(start, width, out)
                : TerminalText.columns(out.array(), start, out.length());
        out.put(BLANKS, 0, Math.max(0, width - shown) + 1);
    }

    /** Cuts the text that was written since {@code start} off at a width. Returns the width that the text has now. */
    private static int cut(int start, int width, LineBuffer out) {
        int shown = TerminalText.columns(out.array(), start, out.length());
        if (shown <= width) {
            return shown;
        }
        out.length(TerminalText.cut(out.array(), start, out.length(), width - CUT_MARK));
        out.ascii("...");
        return TerminalText.columns(out.array(), start, out.length());
    }

    private static void trim(LineBuffer out) {
        while (out.array()[out.length() - 1] == ' ') {
            out.length(out.length() - 1);
        }
    }
}
