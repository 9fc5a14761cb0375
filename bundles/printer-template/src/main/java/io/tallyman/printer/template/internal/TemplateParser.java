package io.tallyman.printer.template.internal;

import io.tallyman.printing.TextFields;
import io.tallyman.printing.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Parses a template: text, {@code {field}}, <code>{{</code> and <code>}}</code> for braces, {@code \t} and {@code \\}.
 */
final class TemplateParser {
    private final TextFields fields;
    private final List<Value> pieces = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();

    TemplateParser(TextFields fields) {
        this.fields = fields;
    }

    List<Value> parse(String template) {
        for (int i = 0; i < template.length(); i++) {
            char c = template.charAt(i);
            char next = i + 1 < template.length() ? template.charAt(i + 1) : 0;
            if ((c == '{' || c == '}') && next == c) {
                text.append(c);
                i++;
            } else if (c == '{') {
                i = field(template, i + 1);
            } else if (c == '}') {
                throw refuse("has a } without its {; write }} for a brace");
            } else if (c == '\\') {
                text.append(escape(next));
                i++;
            } else if (c < ' ') {
                throw refuse("has a control character; write \\t for a tab");
            } else {
                text.append(c);
            }
        }
        endText();
        return pieces;
    }

    private int field(String template, int from) {
        int end = template.indexOf('}', from);
        if (end < 0) {
            throw refuse("has a { without its }; write {{ for a brace");
        }
        endText();
        pieces.add(fields.of(template.substring(from, end)));
        return end;
    }

    private static char escape(char c) {
        return switch (c) {
            case 't' -> '\t';
            case '\\' -> '\\';
            default -> throw refuse("has a backslash that is followed by neither t nor \\");
        };
    }

    private void endText() {
        if (text.length() > 0) {
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            pieces.add((event, out) -> out.put(bytes));
            text.setLength(0);
        }
    }

    private static IllegalArgumentException refuse(String why) {
        return new IllegalArgumentException("key '" + TemplatePrinterFactory.TEMPLATE + "' " + why);
    }
}
