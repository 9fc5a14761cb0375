package io.tallyman.api.event;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes {@code docs/events.md}, the reference of all events, from the catalogue. */
final class EventReference {
    private static final String HEAD = """
            # Events

            Generated from the catalogue (`bundles/api/src/main/resources/io/tallyman/api/event`); a test fails where
            this file is not current, and says how to write it anew. `tallyman list events` prints the same in short.

            Choose events with `-e`: names, sets, globs, and any of them taken out again with a leading dash:
            `-e fs,-read,-write`, `-e 'open*,-openat2'`. Without `-e` the set `default` counts.

            Every event also has what its record's header holds: time, CPU, cgroup and container, thread, process and
            parent (host ids and those of their pid namespace), user, mount and pid namespace, thread name, UTS name,
            system call, return value. They are those of the thread that did it, or of the event's subject where a
            section says so. A string is cut after 4,095 bytes, a string array after 16,383, a socket address after
            128, what container events tell of their container after 2,048, each with a mark. "Names" is the list of
            symbols that `--decode` shows instead of the number.

            With `--fd-paths` descriptors have their path, and so has a descriptor that a call returns: the file that was
            really opened, whatever the caller's path says. It is looked up when the call returns, so what `close` has
            closed has none; sockets and pipes are shown as `socket:[17]` and `pipe:[17]`, files without a place in the tree
            by their bare name, and paths start at the root of the mount namespace. `execve` and `execveat` have none:
            `sched_process_exec` tells the path.

            A value that could not be read from the caller's memory says so. A system call is reported once, when it
            returns, with its return value or negative error number; `exit`, `exit_group` and `rt_sigreturn`, which do
            not return, when they begin. 32-bit calls are marked: "(32)" behind
            the event in tables, `isCompat` in JSON. Pointers to structures are shown as numbers.
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
                    .append(field.kind().token()).append(" | ").append(field.unit()).append(" | ").append(field.decoder()).append(" | ")
                    .append(field.description()).append(" |\n");
        }
    }
}
