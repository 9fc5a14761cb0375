package io.tallyman.source.ebpf.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the types of a BPF object file from its .BTF section: enough to compare structs and enums. */
final class Btf {
    private static final int KIND_INT = 1;
    private static final int KIND_ARRAY = 3;
    private static final int KIND_STRUCT = 4;
    private static final int KIND_UNION = 5;
    private static final int KIND_ENUM = 6;
    private static final int KIND_FUNC_PROTO = 13;
    private static final int KIND_VAR = 14;
    private static final int KIND_DATASEC = 15;
    private static final int KIND_DECL_TAG = 17;
    private static final int KIND_ENUM64 = 19;

    private final ByteBuffer types;
    private final ByteBuffer strings;
    private final List<Integer> offsets = new ArrayList<>(List.of(-1));

    /** Place and size of a member in bytes. */
    record Member(int offset, int size) {
    }

    Btf(byte[] elf) {
        ByteBuffer section = section(ByteBuffer.wrap(elf).order(ByteOrder.LITTLE_ENDIAN), ".BTF");
        int header = section.getInt(4);
        types = section.slice(header + section.getInt(8), section.getInt(12)).order(ByteOrder.LITTLE_ENDIAN);
        strings = section.slice(header + section.getInt(16), section.getInt(20)).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < types.capacity(); at += 12 + tail(at)) {
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
        throw new IllegalArgumentException("no section " + name);
    }

    private int tail(int at) {
        int count = types.getInt(at + 4) & 0xffff;
        return switch (kind(at)) {
            case KIND_INT, KIND_VAR, KIND_DECL_TAG -> 4;
            case KIND_ARRAY -> 12;
            case KIND_STRUCT, KIND_UNION, KIND_DATASEC, KIND_ENUM64 -> 12 * count;
            case KIND_ENUM, KIND_FUNC_PROTO -> 8 * count;
            default -> 0;
        };
    }

    private int kind(int at) {
        return types.getInt(at + 4) >>> 24 & 0x1f;
    }

    int size(String struct) {
        return types.getInt(find(struct, KIND_STRUCT) + 8);
    }

    /** Members by name in their order; those of an unnamed struct or union inside are its own. */
    Map<String, Member> members(String struct) {
        Map<String, Member> members = new LinkedHashMap<>();
        collect(find(struct, KIND_STRUCT), 0, members);
        return members;
    }

    private void collect(int at, int base, Map<String, Member> into) {
        for (int i = 0; i < (types.getInt(at + 4) & 0xffff); i++) {
            int member = at + 12 + 12 * i;
            int offset = base + types.getInt(member + 8) / 8;
            String name = text(strings, types.getInt(member));
            if (name.isEmpty()) {
                collect(offsets.get(types.getInt(member + 4)), offset, into);
            } else {
                into.put(name, new Member(offset, sizeOf(types.getInt(member + 4))));
            }
        }
    }

    private int sizeOf(int type) {
        int at = offsets.get(type);
        return switch (kind(at)) {
            case KIND_INT, KIND_STRUCT, KIND_UNION, KIND_ENUM -> types.getInt(at + 8);
            case KIND_ARRAY -> types.getInt(at + 20) * sizeOf(types.getInt(at + 12));
            case 2 -> 8;
            default -> sizeOf(types.getInt(at + 8));
        };
    }

    /** Names in the order of an enum's text, with their values. */
    Map<String, Integer> values(String name) {
        int at = find(name, KIND_ENUM);
        Map<String, Integer> values = new LinkedHashMap<>();
        for (int i = 0; i < (types.getInt(at + 4) & 0xffff); i++) {
            values.put(text(strings, types.getInt(at + 12 + 8 * i)), types.getInt(at + 16 + 8 * i));
        }
        return values;
    }

    private int find(String name, int kind) {
        return offsets.stream().skip(1).filter(at -> kind(at) == kind && text(strings, types.getInt(at)).equals(name))
                .findFirst().orElseThrow(() -> new IllegalArgumentException("no type " + name));
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
