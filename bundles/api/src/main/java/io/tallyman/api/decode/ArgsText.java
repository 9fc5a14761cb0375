package io.tallyman.api.decode;

import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventType;
import io.tallyman.api.event.EventView;
import io.tallyman.api.event.Field;
import io.tallyman.api.event.FieldKind;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.text.TerminalText;
import java.util.List;

/**
 * Writes the arguments of events for people to read. A terminal shows the text as it is. One object serves one thread
 * and allocates nothing once it has seen each type of event.
 */
public final class ArgsText {
    private static final String RETURNED = "returned: ";
    private static final String THEN_RETURNED = ", " + RETURNED;

    private final TerminalText text;
    private final boolean decode;
    private final StructureWriter structures;
    private final Sockaddr address = new Sockaddr();
    private final Decoder families = Symbols.builtIn().decoder(Symbols.FAMILY);
    private final Arg[][] byId = new Arg[Catalogue.builtIn().idLimit()][];

    /**
     * How to write one argument: its name with the separator in front; the decoder is null if the number is written.
     */
    private record Arg(String head, FieldKind kind, Decoder decoder, boolean descriptor) {
    }

    /**
     * Makes a writer.
     *
     * @param text   writes texts of unknown origin
     * @param decode whether to write names instead of numbers that have names
     */
    public ArgsText(TerminalText text, boolean decode) {
        this.text = text;
        this.decode = decode;
        structures = new StructureWriter(text);
    }

    /** Appends all arguments as {@code name: value, name: value}. */
    public void putAll(EventView event, LineBuffer out) {
        Arg[] args = args(event.type());
        int count = Math.min(args.length, event.argCount());
        for (int i = 0; i < count; i++) {
            put(event, i, args[i], out.ascii(args[i].head()));
        }
        if (event.type().returnsFd() && event.pathOf(args.length) >= 0 && event.returnValue() >= 0) {
            out.ascii(count == 0 ? RETURNED : THEN_RETURNED).decimal(event.returnValue());
            putPath(event, args.length, out);
        }
    }

    /** Appends the value of one argument. */
    public void put(EventView event, int arg, LineBuffer out) {
        put(event, arg, args(event.type())[arg], out);
    }

    private void put(EventView event, int i, Arg arg, LineBuffer out) {
        if (arg.kind().isVariable()) {
            putVariable(event, i, arg.kind(), out);
        } else {
            putNumber(event, i, arg, out);
            if (arg.descriptor()) {
                putPath(event, i, out);
            }
        }
    }

    /** Writes a path in the form of strace: {@code 3</etc/hosts>}. */
    private void putPath(EventView event, int descriptor, LineBuffer out) {
        int path = event.pathOf(descriptor);
        if (path >= 0 && !event.isNull(path)) {
            putString(event, path, out.put('<'));
            out.ascii(event.isTruncated(path) ? "...>" : ">");
        }
    }

    private Arg[] args(EventType type) {
        Arg[] args = byId[type.id()];
        return args != null ? args : prepare(type);
    }

    private Arg[] prepare(EventType type) {
        List<Field> fields = type.fields();
        Arg[] args = new Arg[fields.size()];
        for (int i = 0; i < args.length; i++) {
            Field field = fields.get(i);
            args[i] = new Arg((i == 0 ? "" : ", ") + field.name() + ": ", field.kind(),
                    decode ? Symbols.builtIn().decoder(field) : null,
                    field.isDescriptor());
        }
        byId[type.id()] = args;
        return args;
    }

    private static void putNumber(EventView event, int i, Arg arg, LineBuffer out) {
        if (arg.decoder() != null) {
            arg.decoder().put(event, i, out);
            return;
        }
        long value = event.number(i);
        switch (arg.kind()) {
            case BOOL -> out.ascii(value == 0 ? "false" : "true");
            case POINTER -> out.ascii("0x").hex(value);
            case ULONG -> out.unsigned(value);
            default -> out.decimal(value);
        }
    }

    private void putVariable(EventView event, int i, FieldKind kind, LineBuffer out) {
        if (event.isUnreadable(i)) {
            putUnreadable(event.address(i), out);
            return;
        }
        if (event.isNull(i)) {
            out.ascii("NULL");
            return;
        }
        switch (kind) {
            case STRING -> putString(event, i, out);
            case STRINGS -> putStrings(event, i, out);
            case SOCKADDR -> putAddress(event, i, out);
            default -> structures.putText(event, i, decode, out);
        }
        if (event.isTruncated(i)) {
            out.ascii("...");
        }
    }

    private static void putUnreadable(long address, LineBuffer out) {
        if (address == 0) {
            out.ascii("(unreadable)");
        } else {
            out.ascii("(unreadable: 0x").hex(address).put(')');
        }
    }

    private void putString(EventView event, int i, LineBuffer out) {
        int length = event.byteLength(i);
        event.copyBytes(i, out.ensure(length), out.length());
        text.takeTail(length, out);
    }

    private void putStrings(EventView event, int i, LineBuffer out) {
        int length = event.byteLength(i);
        byte[] bytes = text.aside(length);
        event.copyBytes(i, bytes, 0);
        out.put('[');
        int from = 0;
        for (int to = 0; to <= length; to++) {
            if (to == length ? to > from : bytes[to] == 0) {
                if (from > 0) {
                    out.put(' ');
                }
                text.put(bytes, from, to, out);
                from = to + 1;
            }
        }
        out.put(']');
    }

    private void putAddress(EventView event, int i, LineBuffer out) {
        address.read(event, i);
        switch (address.form()) {
            case INET -> {
                address.putHost(out);
                out.put(':').decimal(address.port());
            }
            case INET6 -> {
                address.putHost(out.put('['));
                out.put(']').put(':').decimal(address.port());
            }
            case UNIX -> putPath(out);
            case NETLINK -> out.ascii("netlink:").decimal(address.netlinkPid()).put('/')
                    .decimal(address.netlinkGroups());
            default -> {
                if (address.family() >= 0) {
                    families.put(address.family(), out);
                    out.put(':');
                }
                address.putRaw(out);
            }
        }
    }

    private void putPath(LineBuffer out) {
        out.ascii("unix:");
        if (address.isAbstract()) {
            out.put('@');
        }
        text.put(address.array(), address.pathFrom(), address.pathTo(), out);
    }
}
