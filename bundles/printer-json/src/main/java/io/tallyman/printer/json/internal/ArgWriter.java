package io.tallyman.printer.json.internal;

import static io.tallyman.printing.JsonText.key;

import io.tallyman.api.decode.StructureWriter;
import io.tallyman.api.event.EventView;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.printing.JsonArgs;
import io.tallyman.printing.JsonText;

/** Writes the arguments of an event. For one thread. */
final class ArgWriter {
    private static final byte[] NULL = key("null");
    private static final byte[] TRUE = key("true");
    private static final byte[] FALSE = key("false");
    private static final byte[] UNREADABLE = key("null,'unreadable':true");
    private static final byte[] ADDRESS = key(",'address':");
    private static final byte[] TRUNCATED = key(",'truncated':true");
    private static final byte[] PATH = key(",'path':");

    private final JsonArgs json;
    private final SockaddrWriter sockaddrs;
    private final StructureWriter structures;
    private final boolean decode;

    /** @param decode whether to write names instead of numbers that have names */
    ArgWriter(JsonText text, boolean decode) {
        this.decode = decode;
        structures = new StructureWriter(text);
        json = new JsonArgs(text);
        sockaddrs = new SockaddrWriter(text);
    }

    void putAll(EventView event, EventFragments.Fragment type, LineBuffer out) {
        EventFragments.Arg[] args = type.args();
        int count = Math.min(args.length, event.argCount());
        for (int i = 0; i < count; i++) {
            EventFragments.Arg arg = args[i];
            if (arg != null) {
                if (out.array()[out.length() - 1] != '[') {
                    out.put(',');
                }
                out.put(arg.head());
                if (arg.valued()) {
                    putValue(event, i, arg, out);
                }
                out.put('}');
            }
        }
    }

    private void putValue(EventView event, int i, EventFragments.Arg arg, LineBuffer out) {
        if (arg.kind().isVariable()) {
            putVariable(event, i, arg, out);
        } else {
            putNumber(event, i, arg, out);
            putPath(event, arg.descriptor() ? event.pathOf(i) : -1, PATH, out);
        }
    }

    private static void putNumber(EventView event, int i, EventFragments.Arg arg, LineBuffer out) {
        if (arg.decoder() != null) {
            arg.decoder().put(event, i, out.put('"'));
            out.put('"');
            return;
        }
        long value = event.number(i);
        switch (arg.kind()) {
            case BOOL -> out.put(value == 0 ? FALSE : TRUE);
            case ULONG, POINTER -> out.unsigned(value);
            default -> out.decimal(value);
        }
    }

    private void putVariable(EventView event, int i, EventFragments.Arg arg, LineBuffer out) {
        if (event.isUnreadable(i)) {
            putUnreadable(event.address(i), out);
            return;
        }
        if (event.isNull(i)) {
            out.put(NULL);
            return;
        }
        switch (arg.kind()) {
            case STRING -> json.putString(event, i, out);
            case STRINGS -> json.putStrings(event, i, out);
            case SOCKADDR -> sockaddrs.put(event, i, out);
            default -> structures.putJson(event, i, decode, out);
        }
        if (event.isTruncated(i)) {
            out.put(TRUNCATED);
        }
    }

    private static void putUnreadable(long address, LineBuffer out) {
        out.put(UNREADABLE);
        if (address != 0) {
            out.put(ADDRESS).unsigned(address);
        }
    }

    /**
     * Writes the path of a file descriptor after its number, under a key of its own. Writes nothing if there is no
     * path.
     */
    void putPath(EventView event, int path, byte[] key, LineBuffer out) {
        if (path >= 0 && !event.isNull(path)) {
            json.putString(event, path, out.put(key));
        }
    }
}
