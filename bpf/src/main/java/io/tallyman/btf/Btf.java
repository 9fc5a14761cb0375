package io.tallyman.btf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The types of a BPF object file, read from the file's {@code .BTF} section. The class reads structs and enums; the
 * format is that of the kernel's {@code Documentation/bpf/btf.rst}. Instances are immutable.
 */
public final class Btf {
    private static final int KIND_INT = 1;
    private static final int KIND_POINTER = 2;
    private static final int KIND_ARRAY = 3;
    private static final int KIND_STRUCT = 4;
    private static final int KIND_UNION = 5;
    private static final int KIND_ENUM = 6;
    private static final int KIND_FUNC_PROTO = 13;
    private static final int KIND_VAR = 14;
    private static final int KIND_DATASEC = 15;
    private static final int KIND_DECL_TAG = 17;
    private static final int KIND_ENUM64 = 19;
    /** Size of the part that all types have: name, kind and number of members, size or type. */
    private static final int HEAD = 12;
    private static final int POINTER_SIZE = 8;

    private final ByteBuffer types;
    private final ByteBuffer strings;
    /** Offset of each type by the type's id. Type 0 is {@code void} and has no offset. */
    private final List<Integer> offsets = new ArrayList<>(List.of(-1));

    /**
     * One member of a struct.
     *
     * @param offset bytes from the start of the struct
     * @param size   bytes of the member
     * @param count  number of elements of an array; 1 if the member is no array
     */
    public record Member(int offset, int size, int count) {
    }

    /** @param object content of an ELF file for BPF, little endian */
    public Btf(byte[] object) {
        ByteBuffer section = section(ByteBuffer.wrap(object).order(ByteOrder.LITTLE_ENDIAN), ".BTF");
        int header = section.getInt(4);
        types = section.slice(header + section.getInt(8), section.getInt(12)).order(ByteOrder.LITTLE_ENDIAN);
        strings = section.slice(header + section.getInt(16), section.getInt(20)).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < types.capacity(); at += HEAD + tail(at)) {
            offsets.add(at);
        }
    }

    private static ByteBuffer section(ByteBuffer elf, String name) {
        int table = (int) elf.getLong(40);
        int entry = elf.getShort(58);
        int names = (int) elf.getLong(table + elf.getShort(62) * entry + 24);
        for (int i = 0; i < elf.getShort(60); i++) {
            int header = table + i * entry;
            if (text(elf, names + elf.getInt(header)).equals(name)) {
                return elf.slice((int) elf.getLong(header + 24), (int) elf.getLong(header + 32))
                        .order(ByteOrder.LITTLE_ENDIAN);
            }
        }
        throw new IllegalArgumentException("the object has no section " + name);
    }

    /** Bytes that follow the head of a type. */
    private int tail(int at) {
        return switch (kind(at)) {
            case KIND_INT, KIND_VAR, KIND_DECL_TAG -> 4;
            case KIND_ARRAY -> 12;
            case KIND_STRUCT, KIND_UNION, KIND_DATASEC, KIND_ENUM64 -> 12 * count(at);
            case KIND_ENUM, KIND_FUNC_PROTO -> 8 * count(at);
            default -> 0;
        };
    }

    private int kind(int at) {
        return types.getInt(at + 4) >>> 24 & 0x1f;
    }

    private int count(int at) {
        return types.getInt(at + 4) & 0xffff;
    }

    /** True if the object has a struct of that name. */
    public boolean isStruct(String name) {
        return find(name, KIND_STRUCT) >= 0;
    }

    /** Size of a struct in bytes. */
    public int size(String struct) {
        return types.getInt(get(struct, KIND_STRUCT) + 8);
    }

    /** The members of a struct by name, in order. Members of an unnamed inner struct or union are among them. */
    public Map<String, Member> members(String struct) {
        Map<String, Member> members = new LinkedHashMap<>();
        collect(get(struct, KIND_STRUCT), 0, members);
        return members;
    }

    private void collect(int at, int base, Map<String, Member> into) {
        for (int i = 0; i < count(at); i++) {
            int member = at + HEAD + 12 * i;
            int type = types.getInt(member + 4);
            int offset = base + types.getInt(member + 8) / 8;
            String name = text(strings, types.getInt(member));
            if (name.isEmpty()) {
                collect(offsets.get(type), offset, into);
            } else {
                into.put(name, new Member(offset, sizeOf(type), elements(type)));
            }
        }
    }

    private int elements(int type) {
        int at = offsets.get(type);
        return kind(at) == KIND_ARRAY ? types.getInt(at + 20) : 1;
    }

    private int sizeOf(int type) {
        int at = offsets.get(type);
        return switch (kind(at)) {
            case KIND_INT, KIND_STRUCT, KIND_UNION, KIND_ENUM -> types.getInt(at + 8);
            case KIND_ARRAY -> types.getInt(at + 20) * sizeOf(types.getInt(at + HEAD));
            case KIND_POINTER -> POINTER_SIZE;
            default -> sizeOf(types.getInt(at + 8));
        };
    }

    /** The constants of an enum with their values, in the order of the C text. */
    public Map<String, Integer> values(String name) {
        int at = get(name, KIND_ENUM);
        Map<String, Integer> values = new LinkedHashMap<>();
        for (int i = 0; i < count(at); i++) {
            values.put(text(strings, types.getInt(at + HEAD + 8 * i)), types.getInt(at + HEAD + 8 * i + 4));
        }
        return values;
    }

    private int get(String name, int kind) {
        int at = find(name, kind);
        if (at < 0) {
            throw new IllegalArgumentException("the object's types have no " + (kind == KIND_ENUM ? "enum " : "struct ")
                    + name);
        }
        return at;
    }

    /** Offset of a named type, or -1. */
    private int find(String name, int kind) {
        return offsets.stream().skip(1).filter(at -> kind(at) == kind && text(strings, types.getInt(at)).equals(name))
                .findFirst().orElse(-1);
    }

    private static String text(ByteBuffer bytes, int at) {
        int end = at;
        while (bytes.get(end) != 0) {
            end++;
        }
        byte[] text = new byte[end - at];
        bytes.get(at, text);
        return new String(text, StandardCharsets.UTF_8);
    }
}
