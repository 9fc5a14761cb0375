package io.tallyman.api.decode;

import io.tallyman.api.decode.Structure.Form;
import io.tallyman.api.decode.Structure.Layout;
import io.tallyman.api.decode.Structure.Member;
import io.tallyman.api.event.EventView;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.text.TextEscaper;

/**
 * Writes arguments of kind {@link io.tallyman.api.event.FieldKind#BYTES}: the members of a structure that is known, and
 * other bytes in hexadecimal. A member that the bytes are too few for is left out. One object serves one thread and
 * allocates nothing once it has seen the longest argument.
 */
public final class StructureWriter {
    private final TextEscaper text;
    private byte[] bytes = new byte[128];

    /** @param text writes texts of unknown origin */
    public StructureWriter(TextEscaper text) {
        this.text = text;
    }

    /**
     * Appends the argument for people to read: <code>{tv_sec: 1, tv_nsec: 0}</code>.
     *
     * @param decode whether to write names instead of numbers that have names
     */
    public void putText(EventView event, int arg, boolean decode, LineBuffer out) {
        int length = copy(event, arg);
        Layout layout = layout(event, arg, length);
        if (layout == null) {
            putHex(length, out);
            return;
        }
        String separator = "";
        out.put('{');
        for (int i = 0; i < layout.members().size(); i++) {
            Member member = layout.members().get(i);
            if (member.end() <= length) {
                putMember(member, decode, out.ascii(separator).ascii(member.name()).ascii(": "));
                separator = ", ";
            }
        }
        out.put('}');
    }

    /**
     * Appends the argument as an object of JSON, or as a string of hexadecimal digits.
     *
     * @param decode whether to write names instead of numbers that have names
     */
    public void putJson(EventView event, int arg, boolean decode, LineBuffer out) {
        int length = copy(event, arg);
        Layout layout = layout(event, arg, length);
        if (layout == null) {
            putHex(length, out.put('"'));
            out.put('"');
            return;
        }
        String separator = "\"";
        out.put('{');
        for (int i = 0; i < layout.members().size(); i++) {
            Member member = layout.members().get(i);
            if (member.end() <= length) {
                putJson(member, decode, out.ascii(separator).ascii(member.name()).ascii("\":"));
                separator = ",\"";
            }
        }
        out.put('}');
    }

    /** A number without a name stays a number. */
    private void putJson(Member member, boolean decode, LineBuffer out) {
        if (member.form() == Form.TEXT || decode && member.decoder() != null) {
            putMember(member, decode, out.put('"'));
            out.put('"');
        } else {
            putNumber(member, out);
        }
    }

    private static Layout layout(EventView event, int arg, int length) {
        Structure structure = Structures.builtIn().of(event.type(), arg);
        return structure == null ? null : structure.layout(event, length);
    }

    private int copy(EventView event, int arg) {
        int length = event.byteLength(arg);
        if (bytes.length < length) {
            bytes = new byte[length];
        }
        event.copyBytes(arg, bytes, 0);
        return length;
    }

    private void putMember(Member member, boolean decode, LineBuffer out) {
        if (member.form() == Form.TEXT) {
            text.put(bytes, member.offset(), textEnd(member), out);
        } else if (decode && member.decoder() != null) {
            member.decoder().put(number(member), out);
        } else if (member.form() == Form.HEX) {
            out.ascii("0x").hex(number(member));
        } else {
            putNumber(member, out);
        }
    }

    private void putNumber(Member member, LineBuffer out) {
        if (member.form() == Form.SIGNED) {
            out.decimal(number(member));
        } else {
            out.unsigned(number(member));
        }
    }

    private int textEnd(Member member) {
        int end = member.offset();
        while (end < member.end() && bytes[end] != 0) {
            end++;
        }
        return end;
    }

    private long number(Member member) {
        long value = member.form() == Form.SIGNED ? bytes[member.end() - 1] >> 7 : 0;
        for (int i = member.end() - 1; i >= member.offset(); i--) {
            value = value << 8 | bytes[i] & 0xff;
        }
        return value;
    }

    private void putHex(int length, LineBuffer out) {
        for (int at = 0; at < length; at++) {
            out.hex(bytes[at], 2);
        }
    }
}
