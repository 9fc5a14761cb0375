package io.tallyman.api.event;

import java.util.List;
import java.util.Set;

/**
 * One row of the catalogue.
 *
 * @param id          stable number; a system call's is its x86_64 number
 * @param name        the kernel's name of it
 * @param sets        names of the sets it belongs to ("default", "fs", "syscalls")
 * @param x86         system call number on x86_64, or -1
 * @param arm64       system call number on aarch64, or -1
 * @param since       first version of Tallyman that has it
 * @param returnsFd   its return value is a descriptor, or an error
 * @param description one sentence
 * @param fields      its arguments in record order
 */
public record EventType(int id, String name, Set<String> sets, int x86, int arm64, String since,
        boolean returnsFd, String description, List<Field> fields) {

    /** Ids from here on are made by the engine from other events; no program writes them. */
    public static final int FIRST_DERIVED = 2000;

    /** Whether the event is a system call on any architecture. */
    public boolean isSyscall() {
        return x86 >= 0 || arm64 >= 0;
    }

    /** Whether the engine makes the event from other events. No program writes such an event. */
    public boolean isDerived() {
        return id >= FIRST_DERIVED;
    }

    /** Position of the named argument, or -1. */
    public int indexOf(String field) {
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).name().equals(field)) {
                return i;
            }
        }
        return -1;
    }
}
