package io.tallyman.filter.internal;

import io.tallyman.api.decode.ArgsText;
import io.tallyman.api.event.EventView;
import io.tallyman.api.event.Field;
import io.tallyman.api.filter.EventPredicate;
import io.tallyman.api.filter.FilterException;
import io.tallyman.api.filter.Operator;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.record.RecordLayout;
import io.tallyman.api.text.TerminalText;
import java.util.List;

/**
 * Compares arguments that are texts, lists of texts, or addresses in their printed form. Of a list one text must match.
 * An argument that was a null pointer, or that could not be read, matches no value.
 */
final class VariableArgs {
    private VariableArgs() {
    }

    static EventPredicate compile(String field, Field argument, int arg, Operator operator, List<String> values)
            throws FilterException {
        if (operator != Operator.EQUAL && operator != Operator.NOT_EQUAL) {
            throw new FilterException("filter field '" + field + "' is a text: it takes = and !=, not "
                    + operator.symbol());
        }
        TextPattern[] patterns = TextPattern.of(field, values);
        EventPredicate compared = switch (argument.kind()) {
            case STRING -> text(field, arg, patterns);
            case STRINGS -> texts(arg, patterns);
            default -> printed(arg, patterns);
        };
        return event -> !event.isNull(arg) && !event.isUnreadable(arg) && compared.test(event);
    }

    private static EventPredicate text(String field, int arg, TextPattern[] patterns) throws FilterException {
        for (TextPattern pattern : patterns) {
            if (pattern.length() > RecordLayout.MAX_STRING) {
                throw new FilterException("filter field '" + field + "' can never match: a text is cut at "
                        + RecordLayout.MAX_STRING + " bytes");
            }
        }
        Copy copy = new Copy();
        return event -> TextPattern.anyMatches(patterns, copy.of(event, arg), 0, event.byteLength(arg));
    }

    private static EventPredicate texts(int arg, TextPattern[] patterns) {
        Copy copy = new Copy();
        return event -> {
            byte[] all = copy.of(event, arg);
            int length = event.byteLength(arg);
            int from = 0;
            for (int at = 0; at < length; at++) {
                if (all[at] == 0) {
                    if (TextPattern.anyMatches(patterns, all, from, at - from)) {
                        return true;
                    }
                    from = at + 1;
                }
            }
            return from < length && TextPattern.anyMatches(patterns, all, from, length - from);
        };
    }

    private static EventPredicate printed(int arg, TextPattern[] patterns) {
        ArgsText printer = new ArgsText(new TerminalText(), true);
        LineBuffer text = new LineBuffer(256);
        return event -> {
            text.length(0);
            printer.put(event, arg, text);
            return TextPattern.anyMatches(patterns, text.array(), 0, text.length());
        };
    }

    /**
     * Memory for one argument. It grows to the size of the longest argument so far. The reader thread alone uses it.
     */
    private static final class Copy {
        private byte[] bytes = new byte[256];

        byte[] of(EventView event, int arg) {
            int length = event.byteLength(arg);
            if (length > bytes.length) {
                bytes = new byte[Math.max(length, 2 * bytes.length)];
            }
            event.copyBytes(arg, bytes, 0);
            return bytes;
        }
    }
}
