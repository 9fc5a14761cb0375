package io.tallyman.engine.internal.process;

import io.tallyman.api.event.EventView;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What one exec made of a process. A process that was forked has the command of its parent. Immutable but for its users. */
final class Command {
    /** Nobody knows what the process executed. */
    static final Command UNKNOWN = new Command("", List.of(), false, 0);
    /** So many bytes of the arguments are kept. */
    static final int MOST_BYTES = 1_024;
    /** So many arguments are kept. */
    static final int MOST_ARGUMENTS = 64;
    /** What an argument takes beside its text, in bytes. */
    private static final int OVERHEAD = 56;

    private final String executable;
    private final String name;
    private final List<String> argv;
    private final boolean truncated;
    private final int size;
    /** How many entries of the table have it. Reader thread. */
    private int users;

    private Command(String executable, List<String> argv, boolean truncated, int size) {
        this.executable = executable;
        name = executable.substring(executable.lastIndexOf('/') + 1);
        this.argv = argv;
        this.truncated = truncated;
        this.size = size;
    }

    /** @param argv number of the exec's argument that holds the arguments */
    static Command of(String executable, EventView exec, int argv) {
        byte[] bytes = new byte[exec.byteLength(argv)];
        exec.copyBytes(argv, bytes, 0);
        return of(executable, bytes, exec.isTruncated(argv) || exec.isUnreadable(argv));
    }

    /**
     * @param bytes the arguments, each with a zero behind it
     * @param cut   there were more
     */
    static Command of(String executable, byte[] bytes, boolean cut) {
        List<String> argv = new ArrayList<>();
        int end = Math.min(bytes.length, MOST_BYTES);
        int from = 0;
        while (from < end && argv.size() < MOST_ARGUMENTS) {
            int to = from;
            while (to < end && bytes[to] != 0) {
                to++;
            }
            argv.add(new String(bytes, from, to - from, StandardCharsets.UTF_8));
            from = to + 1;
        }
        return new Command(executable, List.copyOf(argv), cut || from < bytes.length,
                Math.min(from, end) + argv.size() * OVERHEAD);
    }

    /** The same program without its arguments. */
    Command withoutArguments() {
        return new Command(executable, List.of(), true, 0);
    }

    /** The last name of the program's path. */
    String name() {
        return name;
    }

    String executable() {
        return executable;
    }

    List<String> argv() {
        return argv;
    }

    boolean isTruncated() {
        return truncated;
    }

    /** About how many bytes of memory the arguments take. */
    int size() {
        return size;
    }

    /** An entry has it. */
    boolean isKept() {
        return users > 0;
    }

    /** One entry more has it. True if that is the first one. */
    boolean take() {
        return size > 0 && users++ == 0;
    }

    /** One entry fewer has it. True if there is none any more. */
    boolean leave() {
        return size > 0 && --users == 0;
    }
}
