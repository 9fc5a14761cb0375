package io.tallyman.source.ebpf.internal.programs;

import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventType;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The programs of the object file, the events that each program writes, and what each program needs of the kernel. */
public enum BpfProgram {
    ON_CGROUP_MKDIR("cgroup_mkdir"),
    ON_CGROUP_RMDIR("cgroup_rmdir"),
    ON_CGROUP_ATTACH_TASK("cgroup_attach_task"),
    ON_FORK("sched_process_fork"),
    ON_EXEC("sched_process_exec"),
    ON_EXIT("sched_process_exit"),
    ON_CORE_DUMP("sched_process_exit", type -> type.name().equals("core_dump")),
    ON_RENAME("task_rename"),
    ON_MARK_VICTIM("mark_victim", 2, "the kernel's tracepoint of it does not tell which task is the victim; "
            + "Linux 6.9 and newer do"),
    ON_SIGNAL_GENERATE("signal_generate"),
    ON_SIGNAL_DELIVER("signal_deliver"),
    ON_SOCKET_STATE("inet_sock_set_state"),
    ON_MODULE_LOAD("module_load", 1, "the kernel is built without modules (CONFIG_MODULES)"),
    ON_MODULE_FREE("module_free", 1, "the kernel is built without modules (CONFIG_MODULES)"),
    ON_URING_SUBMIT("io_uring_submit_req", 1, BpfProgram.URING, type -> type.name().equals("io_uring_submit")),
    ON_URING_SUBMIT_SQE("io_uring_submit_sqe", 2, BpfProgram.URING, type -> type.name().equals("io_uring_submit")),
    ON_URING_COMPLETE("io_uring_complete", 3, BpfProgram.URING),
    ON_URING_COMPLETE_VALUES("io_uring_complete", 7, BpfProgram.URING),
    ON_CAP_CAPABLE("cap_capable", 5, "the kernel has no such tracepoint; Linux 6.14 and newer have it"),
    ON_NS_ENTER("sys_enter", type -> type.name().equals("switch_task_ns")),
    ON_NS_EXIT("sys_exit", type -> type.name().equals("switch_task_ns")),
    ON_NS_FORK("sched_process_fork", type -> type.name().equals("switch_task_ns")),
    ON_SYS_ENTER("sys_enter", SyscallTable::isEntered),
    ON_SYS_EXIT("sys_exit", EventType::isSyscall),
    ON_MAP("sys_exit", type -> type.name().equals("mmap_exec")),
    ON_SIGNAL("signal_deliver", EventType::isSyscall),
    ON_ORIGIN_ATTACH("cgroup_attach_task", type -> false),
    ON_ORIGIN_FORK("sched_process_fork", type -> false),
    ON_ORIGIN_EXEC("sched_process_exec", type -> false),
    ON_ORIGIN_LOOK("task", type -> false);

    private static final String URING = "the kernel has no io_uring (CONFIG_IO_URING), or is older than Linux 6.0";

    /** These keep the origins of processes. They write no event. */
    private static final Set<BpfProgram> ORIGINS = Set.of(ON_ORIGIN_ATTACH, ON_ORIGIN_FORK, ON_ORIGIN_EXEC,
            ON_ORIGIN_LOOK);
    /** The engine has to know which cgroups there are, whatever the subscribers want. */
    private static final Set<BpfProgram> ALWAYS = Set.of(ON_CGROUP_MKDIR, ON_CGROUP_RMDIR);

    private final String tracepoint;
    private final int arguments;
    private final String lack;
    private final BitSet events = new BitSet();

    BpfProgram(String tracepoint) {
        this(tracepoint, 0, "");
    }

    BpfProgram(String tracepoint, Predicate<EventType> writes) {
        this(tracepoint, 0, "", writes);
    }

    BpfProgram(String tracepoint, int arguments, String lack) {
        this(tracepoint, arguments, lack, type -> type.name().equals(tracepoint));
    }

    /**
     * @param arguments number of arguments that the tracepoint must have; 0: the program can always be loaded
     * @param lack      why a kernel does not have the tracepoint with these arguments
     * @param writes    the events that the program writes or helps to write
     */
    BpfProgram(String tracepoint, int arguments, String lack, Predicate<EventType> writes) {
        this.tracepoint = tracepoint;
        this.arguments = arguments;
        this.lack = lack;
        Catalogue.builtIn().all().stream().filter(writes).forEach(type -> events.set(type.id()));
    }

    /** The program's name in the object file. */
    String symbol() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether the program must be attached so that all of these events are written. */
    boolean isNeeded(BitSet ids) {
        return events.intersects(ids) || ALWAYS.contains(this) || ORIGINS.contains(this);
    }

    /** Whether the program writes the event, or helps to write it. */
    boolean writes(int event) {
        return events.get(event);
    }

    /**
     * The programs whose tracepoints the running kernel has.
     *
     * @param origins with those that keep the origins of processes
     */
    public static Set<BpfProgram> possible(Tracepoints tracepoints, boolean origins) {
        EnumSet<BpfProgram> possible = EnumSet.allOf(BpfProgram.class);
        if (!origins) {
            possible.removeAll(ORIGINS);
        }
        possible.removeIf(program -> program.arguments > 0
                && tracepoints.arguments(program.tracepoint) != program.arguments);
        return possible;
    }

    /**
     * Why programs that the running kernel allows cannot report an event; null where they can. An event may have several
     * programs, each for other kernels.
     */
    static String whyMissing(Set<BpfProgram> possible, int event) {
        if (possible.stream().anyMatch(program -> program.writes(event))) {
            return null;
        }
        return Stream.of(values()).filter(program -> program.writes(event)).map(program -> program.lack).findFirst()
                .orElse(null);
    }

    /** Names of the events that the running kernel cannot report. */
    public static List<String> missingEvents(Tracepoints tracepoints) {
        Set<BpfProgram> possible = possible(tracepoints, true);
        return Catalogue.builtIn().all().stream().filter(type -> whyMissing(possible, type.id()) != null)
                .map(EventType::name).toList();
    }
}
