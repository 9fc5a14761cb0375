package io.tallyman.printing;

import io.tallyman.api.decode.Sockaddr;
import io.tallyman.api.decode.StructureWriter;
import io.tallyman.api.event.EventView;
import io.tallyman.api.output.LineBuffer;

/**
 * Writes values of arguments as JSON. The caller leaves out an argument that is null or could not be read. For one
 * thread.
 */
public final class JsonArgs {
    private final JsonText text;
    private final StructureWriter structures;
    private final Sockaddr address = new Sockaddr();

    /** @param text writes the insides of strings; may be shared with others on the same thread */
    public JsonArgs(JsonText text) {
        this.text = text;
        structures = new StructureWriter(text);
    }

    /** Appends an argument of kind {@link io.tallyman.api.event.FieldKind#STRING}, or the path of a descriptor. */
    public void putString(EventView event, int arg, LineBuffer out) {
        int length = event.byteLength(arg);
        event.copyBytes(arg, out.put('"').ensure(length), out.length());
        text.takeTail(length, out);
        out.put('"');
    }

    /**
     * Appends an argument of kind {@link io.tallyman.api.event.FieldKind#STRINGS} as an array. The last string has no
     * terminating zero if it was cut off.
     */
    public void putStrings(EventView event, int arg, LineBuffer out) {
        int length = event.byteLength(arg);
        byte[] bytes = text.aside(length);
        event.copyBytes(arg, bytes, 0);
        out.put('[');
        int from = 0;
        while (from < length) {
            int to = from;
            while (to < length && bytes[to] != 0) {
                to++;
            }
            text.put(bytes, from, to, out.put('"'));
            from = to + 1;
            out.put('"').put(',');
        }
        out.length(length == 0 ? out.length() : out.length() - 1);
        out.put(']');
    }

    /** Appends an argument of kind {@link io.tallyman.api.event.FieldKind#STRINGS} as one string, parted by blanks. */
    public void putCommandLine(EventView event, int arg, LineBuffer out) {
        int length = event.byteLength(arg);
        byte[] bytes = text.aside(length);
        event.copyBytes(arg, bytes, 0);
        for (int i = 0; i < length; i++) {
            bytes[i] = bytes[i] == 0 ? (byte) ' ' : bytes[i];
        }
        boolean terminated = length > 0 && bytes[length - 1] == ' ';
        text.put(bytes, 0, terminated ? length - 1 : length, out.put('"'));
        out.put('"');
    }

    /** How many strings an argument of kind {@link io.tallyman.api.event.FieldKind#STRINGS} has. */
    public int countStrings(EventView event, int arg) {
        int length = event.byteLength(arg);
        byte[] bytes = text.aside(length);
        event.copyBytes(arg, bytes, 0);
        int count = length > 0 && bytes[length - 1] != 0 ? 1 : 0;
        for (int i = 0; i < length; i++) {
            count += bytes[i] == 0 ? 1 : 0;
        }
        return count;
    }

    /**
     * Appends an argument of kind {@link io.tallyman.api.event.FieldKind#BYTES} as one string: {@code "{tv_sec: 1}"}.
     *
     * @param decode whether to write names instead of numbers that have names
     */
    public void putStructure(EventView event, int arg, boolean decode, LineBuffer out) {
        structures.putText(event, arg, decode, out.put('"'));
        out.put('"');
    }

    /** Appends the last name of a path as a string. The root has its slash for a name. */
    public void putLastName(EventView event, int arg, LineBuffer out) {
        int length = event.byteLength(arg);
        byte[] bytes = text.aside(length);
        event.copyBytes(arg, bytes, 0);
        int end = length;
        while (end > 1 && bytes[end - 1] == '/') {
            end--;
        }
        int from = end;
        while (from > 0 && bytes[from - 1] != '/') {
            from--;
        }
        text.put(bytes, from == end ? 0 : from, end, out.put('"'));
        out.put('"');
    }

    /** Appends a socket address as one string: {@code "127.0.0.1:80"}, {@code "[::1]:80"}, {@code "unix:/run/x"}. */
    public void putAddress(EventView event, int arg, LineBuffer out) {
        address.read(event, arg);
        AddressText.put(address, text, out.put('"'));
        out.put('"');
    }
}
