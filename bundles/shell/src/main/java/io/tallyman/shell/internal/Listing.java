package io.tallyman.shell.internal;

import com.google.gson.GsonBuilder;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A table, printed as aligned text or as an array of JSON objects. */
final class Listing {
    private final List<String> columns;
    private final List<Map<String, Object>> rows = new ArrayList<>();

    Listing(String... columns) {
        this.columns = List.of(columns);
    }

    List<String> columns() {
        return columns;
    }

    /** The values of each row by their columns, in the order of the columns. */
    List<Map<String, Object>> rows() {
        return rows;
    }

    /** Adds a row with one value for each column. */
    void add(Object... values) {
        Map<String, Object> row = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            row.put(columns.get(i), values[i]);
        }
        rows.add(row);
    }

    void print(PrintStream out, boolean json) {
        if (json) {
            printJson(out, rows);
        } else {
            printText(out);
        }
    }

    static void printJson(PrintStream out, Object value) {
        out.println(new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(value));
    }

    private void printText(PrintStream out) {
        int[] widths = new int[columns.size()];
        List<String[]> lines = new ArrayList<>();
        lines.add(columns.stream().map(c -> c.replace('_', ' ').toUpperCase(java.util.Locale.ROOT)).toArray(String[]::new));
        for (Map<String, Object> row : rows) {
            lines.add(row.values().stream().map(v -> v.toString().isEmpty() ? "-" : visible(v.toString()))
                    .toArray(String[]::new));
        }
        for (String[] line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line[i].length());
            }
        }
        for (String[] line : lines) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < line.length; i++) {
                text.append(line[i]);
                if (i < line.length - 1) {
                    text.append(" ".repeat(widths[i] - line[i].length() + 2));
                }
            }
            out.println(text);
        }
    }

    /** Names from containers are hostile text. Characters that could control a terminal are shown as their numbers. */
    static String visible(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            int type = Character.getType(c);
            if (type == Character.CONTROL || type == Character.FORMAT || type == Character.SURROGATE
                    || type == Character.LINE_SEPARATOR || type == Character.PARAGRAPH_SEPARATOR) {
                shown.append(c < 256 ? String.format("\\x%02x", c) : String.format("\\u%04x", c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return shown.toString();
    }
}
