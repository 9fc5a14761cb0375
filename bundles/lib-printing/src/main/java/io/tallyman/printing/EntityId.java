package io.tallyman.printing;

import io.tallyman.api.event.AncestorView;
import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventType;
import io.tallyman.api.event.EventView;
import io.tallyman.api.event.Node;
import io.tallyman.api.output.LineBuffer;

/**
 * The name of a process that no other process has, on any machine and after any restart:
 * {@code 9f0c2b7e41d3-40009-1009000000007}. The parts are the first twelve hexadecimal digits of the machine's boot id,
 * the process id on the host, and the start of the process in nanoseconds since boot. All three are the kernel's, so a
 * tracer that starts anew gives the same names, and whoever sets the wall clock changes no name. A process has no name
 * where the boot id or the start is not known. Nothing is allocated.
 */
public final class EntityId {
    private static final int BOOT_DIGITS = 12;
    private static final EventType FORK = Catalogue.builtIn().byName("sched_process_fork");
    private static final int CHILD_PID = FORK.indexOf("child_pid");
    private static final int CHILD_TID = FORK.indexOf("child_tid");
    private static final int CHILD_START = FORK.indexOf("start_time");

    private EntityId() {
    }

    /** Appends the name of the event's process. Appends nothing where the process has no name. */
    public static void put(EventView event, LineBuffer out) {
        put(event.node().boot(), event.hostPid(), event.processStart(), out);
    }

    /** Appends the name of the process that a fork made. A new thread belongs to the process that forked. */
    public static void putChild(EventView fork, LineBuffer out) {
        boolean thread = fork.number(CHILD_PID) != fork.number(CHILD_TID);
        put(fork.node().boot(), fork.number(CHILD_PID), thread ? fork.processStart() : fork.number(CHILD_START), out);
    }

    /** Whether an ancestor has a name: its start must be exact. */
    public static boolean isKnown(Node node, AncestorView ancestor) {
        return ancestor.isStartExact() && !node.boot().isEmpty();
    }

    /** Appends the name of an ancestor that has one. */
    public static void put(Node node, AncestorView ancestor, LineBuffer out) {
        put(node.boot(), ancestor.hostPid(), ancestor.processStart(), out);
    }

    private static void put(String boot, long pid, long start, LineBuffer out) {
        if (start == 0 || boot.isEmpty()) {
            return;
        }
        for (int at = 0, digits = 0; at < boot.length() && digits < BOOT_DIGITS; at++) {
            if (Character.digit(boot.charAt(at), 16) >= 0 && boot.charAt(at) < 0x80) {
                out.put(boot.charAt(at));
                digits++;
            }
        }
        out.put('-').decimal(pid).put('-').decimal(start);
    }

    /** The name of the event's process, as a string of JSON. */
    public static Value quoted() {
        return string(EntityId::put);
    }

    /** The name of the process that a fork made, as a string of JSON; {@link #quoted} for all other events. */
    public static Value quotedOfSubject() {
        return string((event, out) -> {
            if (event.type() == FORK) {
                putChild(event, out);
            } else {
                put(event, out);
            }
        });
    }

    /** A name as a string of JSON, or nothing where there is no name. */
    private static Value string(Value name) {
        return (event, out) -> {
            int start = out.length();
            name.put(event, out.put('"'));
            if (out.length() == start + 1) {
                out.length(start);
            } else {
                out.put('"');
            }
        };
    }
}
