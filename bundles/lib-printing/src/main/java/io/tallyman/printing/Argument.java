package io.tallyman.printing;

import io.tallyman.api.decode.Decoder;
import io.tallyman.api.decode.Symbols;
import io.tallyman.api.event.EventView;
import io.tallyman.api.event.Field;
import io.tallyman.api.event.FieldKind;
import io.tallyman.api.output.LineBuffer;
import java.nio.charset.StandardCharsets;

/**
 * How to write one argument of a type of event as a member of an object.
 *
 * @param key     the name in quotes, with a colon
 * @param decode  whether to write names instead of numbers that have names
 * @param decoder writes the number's name; null: the number is written
 * @param pathKey the key of the descriptor's path; null if the argument is no descriptor
 */
record Argument(byte[] key, FieldKind kind, boolean decode, Decoder decoder, byte[] pathKey) {
    private static final String PATH = "_path";

    static Argument of(Field field, String prefix, boolean decode) {
        return new Argument(key(prefix + field.name()), field.kind(), decode,
                decode && !field.isDescriptor() ? Symbols.builtIn().decoder(field) : null,
                field.isDescriptor() ? key(prefix + field.name() + PATH) : null);
    }

    private static byte[] key(String name) {
        return ('"' + name + "\":").getBytes(StandardCharsets.UTF_8);
    }

    /** Appends the argument with number {@code i}, and the path if it is a descriptor that has one. */
    void put(EventView event, int i, JsonArgs json, LineBuffer out) {
        if (!kind.isVariable()) {
            putNumber(event, i, Document.comma(out).put(key));
            int path = pathKey == null ? -1 : event.pathOf(i);
            if (path >= 0 && !event.isNull(path)) {
                json.putString(event, path, Document.comma(out).put(pathKey));
            }
        } else if (!event.isNull(i) && !event.isUnreadable(i)) {
            putVariable(event, i, json, Document.comma(out).put(key));
        }
    }

    private void putNumber(EventView event, int i, LineBuffer out) {
        if (decoder != null) {
            decoder.put(event, i, out.put('"'));
            out.put('"');
            return;
        }
        long value = event.number(i);
        switch (kind) {
            case BOOL -> out.ascii(value == 0 ? "false" : "true");
            case ULONG, POINTER -> out.unsigned(value);
            default -> out.decimal(value);
        }
    }

    private void putVariable(EventView event, int i, JsonArgs json, LineBuffer out) {
        switch (kind) {
            case STRING -> json.putString(event, i, out);
            case STRINGS -> json.putStrings(event, i, out);
            case SOCKADDR -> json.putAddress(event, i, out);
            default -> json.putStructure(event, i, decode, out);
        }
    }
}
