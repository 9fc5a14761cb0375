package io.tallyman.printer.table.internal;

import io.tallyman.api.event.EventView;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.output.Printer;
import io.tallyman.testing.FakeContext;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/** What a table's printer makes of events. */
final class Table {
    private final Printer printer;

    private Table(Printer printer) {
        this.printer = printer;
    }

    static Table normal(UnaryOperator<FakeContext> change, String... options) {
        TablePrinterFactory factory = new TablePrinterFactory();
        return new Table(factory.create(change.apply(FakeContext.of(factory, options))));
    }

    static Table wide(UnaryOperator<FakeContext> change) {
        WideTablePrinterFactory factory = new WideTablePrinterFactory();
        return new Table(factory.create(change.apply(FakeContext.of(factory))));
    }

    String header() {
        LineBuffer out = new LineBuffer(1);
        printer.begin(out);
        return text(out);
    }

    /** The row behind its time of day, which depends on where the test runs. */
    String row(EventView event) {
        return wholeRow(event).substring(17);
    }

    String wholeRow(EventView event) {
        LineBuffer out = new LineBuffer(1);
        printer.print(event, out);
        return text(out);
    }

    Printer printer() {
        return printer;
    }

    private static String text(LineBuffer out) {
        return new String(out.array(), 0, out.length(), StandardCharsets.UTF_8);
    }
}
