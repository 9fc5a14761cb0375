package io.tallyman.plugins.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One clause of a manifest header: {@code name;name;attribute="value";directive:=value}.
 *
 * @param names      the names that the clause is about, at least one
 * @param parameters attributes, and directives with a colon behind their names
 */
record HeaderClause(List<String> names, Map<String, String> parameters) {
    /** Matches the parts of a header: commas separate clauses and semicolons their parts, but not inside quotes. */
    static List<HeaderClause> parse(String header) {
        List<HeaderClause> clauses = new ArrayList<>();
        for (String clause : split(header == null ? "" : header, ',')) {
            List<String> names = new ArrayList<>();
            Map<String, String> parameters = new HashMap<>();
            for (String part : split(clause, ';')) {
                int equals = part.indexOf('=');
                if (equals < 0) {
                    names.add(part);
                } else {
                    parameters.put(part.substring(0, equals).strip(), unquote(part.substring(equals + 1).strip()));
                }
            }
            if (!names.isEmpty()) {
                clauses.add(new HeaderClause(names, parameters));
            }
        }
        return clauses;
    }

    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            boolean end = i == text.length() || !quoted && text.charAt(i) == separator;
            if (end) {
                String part = text.substring(start, i).strip();
                if (!part.isEmpty()) {
                    parts.add(part);
                }
                start = i + 1;
            } else if (text.charAt(i) == '"') {
                quoted = !quoted;
            }
        }
        return parts;
    }

    private static String unquote(String value) {
        return value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")
                ? value.substring(1, value.length() - 1) : value;
    }

    boolean isOptional() {
        // the key of a directive is "resolution:", since the colon belongs to the assignment
        return "optional".equals(parameters.get("resolution:"));
    }
}
