package io.tallyman.source.ebpf.internal.programs;

import io.tallyman.api.decode.Structures;
import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventType;
import io.tallyman.api.event.Field;
import io.tallyman.api.event.FieldKind;
import io.tallyman.api.record.RecordSlots;
import io.tallyman.source.ebpf.internal.layout.CallLayout;
import io.tallyman.source.ebpf.internal.layout.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The table of system calls for the programs, made from the catalogue: {@code struct call[2][512]} of {@code
 * control.bpf.h}, by 64-bit number, then by 32-bit number. The programs ignore calls that the catalogue does not have.
 */
public final class SyscallTable {
    public static final int LIMIT = 512;

    /** {@code CALL_*}: somebody may want the native call or the 32-bit call of a number, or wants its entry as well. */
    static final int HINT_NATIVE = 1;
    static final int HINT_COMPAT = 2;
    static final int HINT_ENTER = 4;

    /** The event of a call that the catalogue does not have. */
    private static final short NONE = (short) 0xffff;

    /** Names of arguments that tell how many bytes the structure in front of them has. */
    private static final Set<String> SIZES = Set.of("size", "usize");

    /** 32-bit calls from the first number up to the second one take times and addresses of 32 bits. */
    private static final int FIRST_NARROW = LIMIT;
    private static final int FIRST_WIDE = LIMIT + 403;

    private static final Set<String> ENTERED = Set.of("execve", "execveat", "exit", "exit_group", "rt_sigreturn");

    /** The last argument of calls that write: what they write. */
    private static final String TEXT = "text";

    private final EventType[] types = new EventType[2 * LIMIT];
    private final boolean texts;

    /**
     * Makes the table.
     *
     * @param texts whether records have a slot for what a call writes; paths of descriptors come after that slot
     */
    public SyscallTable(Catalogue catalogue, boolean texts) {
        this.texts = texts;
        for (EventType type : catalogue.set("syscalls")) {
            if (type.x86() >= 0) {
                types[type.x86()] = type;
            }
        }
        compatNumbers().forEach((number, name) -> types[LIMIT + number] = catalogue.byName(name));
    }

    /** Whether the entry is needed: an exec cannot be read when it returns, and some calls never return. */
    static boolean isEntered(EventType type) {
        return type.isSyscall() && ENTERED.contains(type.name());
    }

    private static boolean isExec(EventType type) {
        return type.name().equals("execve") || type.name().equals("execveat");
    }

    public void write(ByteBuffer target, int offset) {
        for (int i = 0; i < types.length; i++) {
            int at = offset + i * CallLayout.SIZE;
            target.putShort(at + CallLayout.EVENT, types[i] == null ? NONE : (short) types[i].id());
            if (types[i] != null) {
                write(types[i], i >= FIRST_NARROW && i < FIRST_WIDE, target, at);
            }
        }
    }

    /** An exec has no paths, since its record is made at the entry; sched_process_exec has the path of the program. */
    private void write(EventType type, boolean narrow, ByteBuffer target, int at) {
        List<Field> fields = reported(type.fields());
        boolean exec = isExec(type);
        target.put(at + CallLayout.ARGS, (byte) fields.size());
        RecordSlots slots = RecordSlots.of(type);
        target.put(at + CallLayout.PATHS, (byte) (exec ? 0 : slots.limit() - slots.arguments()));
        for (int arg = 0; arg < fields.size(); arg++) {
            boolean path = !exec && fields.get(arg).isDescriptor();
            Kind kind = path ? descriptor(fields.get(arg)) : kind(fields, arg);
            target.put(at + CallLayout.KINDS + arg, (byte) kind.ordinal());
        }
        target.put(at + CallLayout.RETURNS_FD, (byte) (type.returnsFd() ? 1 : 0));
        target.put(at + CallLayout.DECIDING, (byte) deciding(fields));
        target.put(at + CallLayout.STRUCTURE, (byte) structure(fields, narrow));
    }

    private List<Field> reported(List<Field> fields) {
        boolean silent = !texts && !fields.isEmpty() && fields.get(fields.size() - 1).name().equals(TEXT);
        return silent ? fields.subList(0, fields.size() - 1) : fields;
    }

    /** The size of the structures of a call in bytes; 0 if the call has none. */
    private static int structure(List<Field> fields, boolean narrow) {
        return fields.stream().filter(field -> field.kind() == FieldKind.BYTES)
                .mapToInt(field -> Structures.builtIn().size(field, narrow)).max().orElse(0);
    }

    /** Bits of the arguments that tell one call from another. */
    private static int deciding(List<Field> fields) {
        int bits = 0;
        for (int arg = 0; arg < fields.size(); arg++) {
            bits |= fields.get(arg).kind() == FieldKind.POINTER ? 0 : 1 << arg;
        }
        return bits;
    }

    private static Kind descriptor(Field field) {
        return field.mayBeCwd() ? Kind.DIRFD : Kind.FD;
    }

    /** For each number, the {@code CALL_*} bits with which the programs find all events of these ids. */
    public byte[] hints(BitSet ids) {
        byte[] hints = new byte[LIMIT];
        boolean exec = false;
        for (int i = 0; i < types.length; i++) {
            if (types[i] != null && ids.get(types[i].id())) {
                boolean entered = isEntered(types[i]);
                exec |= isExec(types[i]);
                hints[i % LIMIT] |= (byte) ((i < LIMIT ? HINT_NATIVE : HINT_COMPAT) | (entered ? HINT_ENTER : 0));
            }
        }
        if (exec) {
            markReturnOfExec(hints);
        }
        return hints;
    }

    /** After a successful execve or execveat the kernel shows the number of execve, for 64-bit or 32-bit programs. */
    private void markReturnOfExec(byte[] hints) {
        for (int i = 0; i < types.length; i++) {
            if (types[i] != null && types[i].name().equals("execve")) {
                hints[i % LIMIT] |= (byte) (i < LIMIT ? HINT_NATIVE : HINT_COMPAT);
            }
        }
    }

    private static Kind kind(List<Field> fields, int arg) {
        return switch (fields.get(arg).kind()) {
            case LONG -> Kind.LONG;
            case STRING -> fields.get(arg).name().equals(TEXT) ? text(fields) : Kind.STRING;
            case STRINGS -> Kind.STRINGS;
            case SOCKADDR -> address(fields, arg);
            case BYTES -> structure(fields, arg);
            default -> Kind.SCALAR;
        };
    }

    private static Kind text(List<Field> fields) {
        return fields.get(1).name().equals("iov") ? Kind.GATHERED : Kind.WRITTEN;
    }

    /** The length follows an address. An address without a length behind it is in the structure of a message. */
    private static Kind address(List<Field> fields, int arg) {
        if (arg == fields.size() - 1) {
            return Kind.MSG_NAME;
        }
        return fields.get(arg + 1).kind() == FieldKind.POINTER ? Kind.SOCKADDR_OUT : Kind.SOCKADDR;
    }

    /** A caller may say how many bytes a structure has: in the argument behind the structure. */
    private static Kind structure(List<Field> fields, int arg) {
        boolean sized = arg < fields.size() - 1 && SIZES.contains(fields.get(arg + 1).name());
        return sized ? Kind.SIZED : Kind.STRUCTURE;
    }

    private static Map<Integer, String> compatNumbers() {
        Map<Integer, String> numbers = new HashMap<>();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                SyscallTable.class.getResourceAsStream("i386.txt"), StandardCharsets.UTF_8))) {
            in.lines().filter(line -> !line.startsWith("#")).map(line -> line.split(" "))
                    .forEach(pair -> numbers.put(Integer.valueOf(pair[1]), pair[0]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return numbers;
    }
}
