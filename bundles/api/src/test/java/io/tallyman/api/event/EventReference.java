package io.tallyman.api.event;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes {@code docs/events.md}, the reference of all events, from the catalogue. */
final class EventReference {
    private static final String HEAD = """
            # Events

            This page is generated from the catalogue (`bundles/api/src/main/resources/io/tallyman/api/event`). A test
            fails if the page is not current, and says how to write the page anew. `tallyman list events` prints the
            events in short.

            Option `-e` chooses events by their names, by sets and by globs. A leading dash takes events out again:
            `-e fs,-read,-write`, `-e 'open*,-openat2'`. Without `-e` the events of the set `default` are shown.

            Every event has the fields of the record's header as well: time, CPU, cgroup and container; thread, process
            and parent, each with the id on the host and the id in the pid namespace; user, mount and pid namespace;
            thread name, UTS name, system call and return value. These describe the thread that caused the event, unless
            the section of an event names another subject.

            Times are nanoseconds since the epoch. If somebody sets the clock of the machine during a trace, later
            events have the new time. An event has the same time in all outputs and in a replay.

            A string is cut after 4,095 bytes, a string array after 16,383, and a socket address after 128. In events
            that describe a container, a text is cut after 2,048 bytes. A mark shows that a value is cut. The column
            "names" gives the list of symbols that `--decode` shows instead of the number, or the structure whose
            members are shown. The numbers on aarch64 are for replays and for a port; Tallyman traces on x86_64 only.

            With `--fd-paths` the path of each descriptor is shown, also of a descriptor that a call returns: the path
            of the file that was really opened. The path is looked up when the call returns, so a descriptor that
            `close` has closed has no path. Sockets and pipes are shown as `socket:[17]` and `pipe:[17]`, files that are
            in no directory by their bare name. Paths start at the root of the mount namespace. `execve` and `execveat`
            have no paths: `sched_process_exec` has the path of the program.

            If a value could not be read from the caller's memory, tables show `(unreadable: 0x7f60c2a4e000)` with the
            address, and JSON has the keys `unreadable` and `address` beside the null. A system call is reported once,
            when the call returns, with its return value or negative error number. `exit`, `exit_group` and
            `rt_sigreturn` do not return and are reported when they begin. Tables mark a 32-bit call by "(32)" behind
            the event, JSON by `isCompat`. A structure that the caller passes is shown with its members:
            `{tv_sec: 0, tv_nsec: 1000003}`, in JSON as an object; `structures.txt` beside the symbols has them all. Other
            pointers to structures are shown as numbers. The times that `ppoll`, `pselect6` and `recvmmsg` wait are among
            these: when the call returns, the kernel has counted the structure down. So are those of `futex` and its kin,
            which would keep equal calls from being folded.

            A process that uses io_uring opens, connects and sends without system calls, so `-e openat` does not show
            what it opens that way. `io_uring_submit` has the operation with its path or address, `io_uring_complete` has
            the result; both are in the sets `fs`, `net` and `io`. A trace of opened files alone is
            `-e 'open*,io_uring_submit'`.
            """;

    private final Catalogue catalogue = Catalogue.builtIn();
    private final StringBuilder out = new StringBuilder();

    static String write() {
        return new EventReference().all();
    }

    private String all() {
        out.append(HEAD);
        sets();
        chapter("Events of tracepoints", events().filter(type -> !type.isSyscall() && !type.isDerived()));
        chapter("Events that Tallyman makes of others", events().filter(EventType::isDerived));
        chapter("System calls", events().filter(EventType::isSyscall));
        return out.toString();
    }

    private Stream<EventType> events() {
        return catalogue.all().stream();
    }

    private void sets() {
        out.append("\n## Sets\n\n| set | events |\n| --- | --- |\n");
        for (String set : catalogue.setNames()) {
            String members = set.equals("syscalls") ? catalogue.set(set).size() + " system calls, see below"
                    : catalogue.set(set).stream().map(type -> "[" + type.name() + "](#" + type.name() + ")")
                            .collect(Collectors.joining(", "));
            out.append("| `").append(set).append("` | ").append(members).append(" |\n");
        }
    }

    private void chapter(String title, Stream<EventType> types) {
        out.append("\n## ").append(title).append('\n');
        types.forEach(this::event);
    }

    private void event(EventType type) {
        out.append("\n### ").append(type.name()).append("\n\n").append(type.description()).append("\n\n");
        out.append("Id ").append(type.id());
        if (type.isSyscall()) {
            out.append("; number on x86_64: ").append(number(type.x86())).append(", on aarch64: ")
                    .append(number(type.arm64()));
        }
        String sets = new TreeSet<>(type.sets()).stream().map(set -> "`" + set + "`").collect(Collectors.joining(", "));
        out.append(sets.isEmpty() ? "" : "; sets: " + sets).append("; since ").append(type.since()).append(".\n");
        fields(type.fields());
    }

    private static String number(int number) {
        return number < 0 ? "none" : Integer.toString(number);
    }

    private void fields(List<Field> fields) {
        if (fields.isEmpty()) {
            return;
        }
        out.append("\n| field | type | kept as | unit | names | |\n| --- | --- | --- | --- | --- | --- |\n");
        for (Field field : fields) {
            out.append("| ").append(field.name()).append(" | `").append(field.type()).append("` | ")
                    .append(field.kind().token()).append(" | ").append(field.unit()).append(" | ")
                    .append(field.decoder()).append(" | ").append(field.description()).append(" |\n");
        }
    }
}
