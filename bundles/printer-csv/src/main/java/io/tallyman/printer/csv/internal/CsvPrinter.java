package io.tallyman.printer.csv.internal;

import io.tallyman.api.container.Metadata;
import io.tallyman.api.event.EventView;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.output.Printer;
import io.tallyman.printing.Value;

/**
 * Writes each event as a row. A field that begins like a formula gets an apostrophe in front, since spreadsheets would
 * run it and containers choose their texts. Allocates nothing.
 */
final class CsvPrinter implements Printer {
    private final String header;
    private final Value[] columns;
    private final Metadata needs;
    private byte[] aside = new byte[256];

    /** @param header the first row, or empty */
    CsvPrinter(String header, Value[] columns, Metadata needs) {
        this.header = header;
        this.columns = columns;
        this.needs = needs;
    }

    @Override
    public Metadata needs() {
        return needs;
    }

    @Override
    public void begin(LineBuffer out) {
        if (!header.isEmpty()) {
            out.ascii(header).put('\n');
        }
    }

    @Override
    public void print(EventView event, LineBuffer out) {
        for (int i = 0; i < columns.length; i++) {
            if (i > 0) {
                out.put(',');
            }
            int start = out.length();
            columns[i].put(event, out);
            finish(start, out);
        }
        out.put('\n');
    }

    private void finish(int start, LineBuffer out) {
        int end = out.length();
        boolean formula = start < end && isFormula(out.array(), start, end);
        if (formula || needsQuotes(out.array(), start, end)) {
            quote(start, end - start, formula, out);
        }
    }

    private static boolean isFormula(byte[] bytes, int start, int end) {
        return switch (bytes[start]) {
            case '=', '+', '@' -> true;
            case '-' -> !isNumber(bytes, start + 1, end);
            default -> false;
        };
    }

    private static boolean isNumber(byte[] bytes, int from, int end) {
        for (int i = from; i < end; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return false;
            }
        }
        return from < end;
    }

    private static boolean needsQuotes(byte[] bytes, int start, int end) {
        for (int i = start; i < end; i++) {
            if (bytes[i] == ',' || bytes[i] == '"') {
                return true;
            }
        }
        return start < end && (bytes[start] == ' ' || bytes[end - 1] == ' ');
    }

    private void quote(int start, int length, boolean formula, LineBuffer out) {
        if (aside.length < length) {
            aside = new byte[2 * length];
        }
        System.arraycopy(out.array(), start, aside, 0, length);
        out.length(start);
        out.put('"');
        if (formula) {
            out.put('\'');
        }
        for (int i = 0; i < length; i++) {
            if (aside[i] == '"') {
                out.put('"');
            }
            out.put(aside[i]);
        }
        out.put('"');
    }
}
