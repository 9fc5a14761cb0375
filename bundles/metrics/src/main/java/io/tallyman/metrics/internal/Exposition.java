package io.tallyman.metrics.internal;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes the text format of Prometheus. The samples of a metric stand together, in whatever order they are added.
 * Values of labels may be hostile text.
 */
final class Exposition {
    private final Map<String, StringBuilder> metrics = new LinkedHashMap<>();

    /** Adds a total that only grows until the process starts again. */
    void counter(String name, String help, double value, String... labels) {
        sample(name, "counter", help, value, labels);
    }

    /** Adds a value of this moment. */
    void gauge(String name, String help, double value, String... labels) {
        sample(name, "gauge", help, value, labels);
    }

    /** @param labels names and values, in turn */
    private void sample(String name, String type, String help, double value, String... labels) {
        StringBuilder text = metrics.computeIfAbsent(name, n -> new StringBuilder("# HELP ").append(n).append(' ')
                .append(help).append("\n# TYPE ").append(n).append(' ').append(type).append('\n'));
        text.append(name);
        for (int i = 0; i < labels.length; i += 2) {
            text.append(i == 0 ? '{' : ',').append(labels[i]).append("=\"").append(escape(labels[i + 1])).append('"');
        }
        text.append(labels.length == 0 ? " " : "} ");
        if (value == Math.rint(value) && Math.abs(value) < 1L << 53) {
            text.append((long) value);
        } else {
            text.append(value);
        }
        text.append('\n');
    }

    private static String escape(String value) {
        StringBuilder text = new StringBuilder(value.length());
        value.chars().forEach(c -> {
            switch (c) {
                case '\\' -> text.append("\\\\");
                case '"' -> text.append("\\\"");
                case '\n' -> text.append("\\n");
                default -> text.append(Character.isISOControl(c) ? '\ufffd' : (char) c);
            }
        });
        return text.toString();
    }

    @Override
    public String toString() {
        return String.join("", metrics.values());
    }
}
