package io.tallyman.source.ebpf.internal;

import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventType;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/** The programs of the object file, which events each is there for, and what it needs of the kernel. */
enum Program {
    ON_CGROUP_MKDIR("cgroup_mkdir"),
    ON_CGROUP_RMDIR("cgroup_rmdir"),
    ON_CGROUP_ATTACH_TASK("cgroup_attach_task"),
    ON_FORK("sched_process_fork"),
    ON_EXEC("sched_process_exec"),
    ON_EXIT("sched_process_exit"),
    ON_CORE_DUMP("sched_process_exit", 0, type -> type.name().equals("core_dump")),
    ON_RENAME("task_rename"),
    /** Before 6.9 the tracepoint has one argument, a pid, and is not told from any other number. */
    ON_MARK_VICTIM("mark_victim", 2, type -> type.name().equals("mark_victim")),
    ON_SIGNAL_GENERATE("signal_generate"),
    ON_SIGNAL_DELIVER("signal_deliver"),
    ON_SOCKET_STATE("inet_sock_set_state"),
    /** Kernels without modules have no such tracepoint. */
    ON_MODULE_LOAD("module_load", 1, type -> type.name().equals("module_load")),
    ON_MODULE_FREE("module_free", 1, type -> type.name().equals("module_free")),
    ON_NS_ENTER("sys_enter", 0, type -> type.name().equals("switch_task_ns")),
    ON_NS_EXIT("sys_exit", 0, type -> type.name().equals("switch_task_ns")),
    ON_NS_FORK("sched_process_fork", 0, type -> type.name().equals("switch_task_ns")),
    ON_SYS_ENTER("sys_enter", 0, SyscallTable::isEntered),
    ON_SYS_EXIT("sys_exit", 0, EventType::isSyscall),
    ON_SIGNAL("signal_deliver", 0, EventType::isSyscall);

    /** Which cgroups there are has to be known, whatever is wanted. */
    static final Set<Program> ALWAYS = Set.of(ON_CGROUP_MKDIR, ON_CGROUP_RMDIR);

    private final String tracepoint;
    private final int arguments;
    private final BitSet events = new BitSet();

    Program(String tracepoint) {
        this(tracepoint, 0, type -> type.name().equals(tracepoint));
    }

    /** @param arguments that the tracepoint must have for the program to be loaded; 0: it is always loaded */
    Program(String tracepoint, int arguments, Predicate<EventType> makes) {
        this.tracepoint = tracepoint;
        this.arguments = arguments;
        Catalogue.builtIn().all().stream().filter(makes).forEach(type -> events.set(type.id()));
    }

    /** Its name in the object file. */
    String symbol() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean isWanted(BitSet ids) {
        return events.intersects(ids) || ALWAYS.contains(this);
    }

    /** Those that the running kernel has the tracepoints of. */
    static EnumSet<Program> possible(Tracepoints tracepoints) {
        EnumSet<Program> possible = EnumSet.allOf(Program.class);
        possible.removeIf(program -> program.arguments > 0
                && tracepoints.arguments(program.tracepoint) < program.arguments);
        return possible;
    }

    /** Names of the events that the running kernel cannot tell of. */
    static List<String> missingEvents(Tracepoints tracepoints) {
        return EnumSet.complementOf(possible(tracepoints)).stream()
                .flatMap(program -> program.events.stream().mapToObj(Catalogue.builtIn()::byId))
                .map(EventType::name).toList();
    }
}
