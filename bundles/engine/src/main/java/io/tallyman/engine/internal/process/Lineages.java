package io.tallyman.engine.internal.process;

import io.tallyman.api.container.Container;
import io.tallyman.api.event.AncestorView;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Gives each process its ancestors, and holds the arguments of all of them within a bound. A process has its own list of
 * ancestors, so an ancestor is kept as long as one of its descendants is in the table, and no longer. Reader thread, save
 * where a method says otherwise.
 */
final class Lineages {
    /** So much memory may the arguments take. */
    private static final long MOST_BYTES = 16L << 20;

    private final long most;
    private long bytes;
    private volatile long leftOut;

    Lineages() {
        this(MOST_BYTES);
    }

    /** @param most bytes that the arguments may take */
    Lineages(long most) {
        this.most = most;
    }

    /**
     * A process begins that was forked.
     *
     * @param parent the process that forked, as it is now; null where nobody knows
     * @param where  the container in which that happened
     */
    void born(ProcessImage child, ProcessImage parent, Supplier<Container> where) {
        Ancestor forker = parent == null ? null : parent.life().self();
        begin(child, forker == null ? Command.UNKNOWN : forker.command(), parent, where);
    }

    /**
     * A process begins.
     *
     * @param command what the process executes
     * @param parent  null where nobody knows
     * @param where   the container of the process; null where nobody knows
     */
    void begin(ProcessImage program, Command command, ProcessImage parent, Supplier<Container> where) {
        execute(program, command, where);
        Ancestor forker = parent == null ? null : parent.life().self();
        if (forker != null) {
            List<AncestorView> line = new ArrayList<>(AncestorView.DEEPEST);
            line.add(forker);
            List<AncestorView> before = parent.life().ancestors();
            line.addAll(before.subList(0, Math.min(before.size(), AncestorView.DEEPEST - 1)));
            line.forEach(each -> take(((Ancestor) each).command()));
            program.life().ancestors(List.copyOf(line));
        }
    }

    /** A process executes another program. Those that it forked before keep it as it was. */
    void execute(ProcessImage program, Command command, Supplier<Container> where) {
        ProcessLife life = program.life();
        Ancestor before = life.self();
        Command kept = fitting(command);
        take(kept);
        life.self(new Ancestor(program.hostPid(), life, kept, where));
        if (before != null) {
            leave(before.command());
        }
    }

    /** The table gives a process up. What waits to be printed keeps its ancestors. */
    void forget(ProcessLife life) {
        if (life.self() != null) {
            leave(life.self().command());
            life.ancestors().forEach(each -> leave(((Ancestor) each).command()));
            life.self(null);
            life.ancestors(List.of());
        }
    }

    /** All processes were given up. */
    void clear() {
        bytes = 0;
    }

    private Command fitting(Command command) {
        if (command.isKept() || bytes + command.size() <= most) {
            return command;
        }
        leftOut++;
        return command.withoutArguments();
    }

    private void take(Command command) {
        bytes += command.take() ? command.size() : 0;
    }

    private void leave(Command command) {
        bytes -= command.leave() ? command.size() : 0;
    }

    /** Bytes that the arguments take. */
    long bytes() {
        return bytes;
    }

    /** How often there was no room for the arguments of an exec. Any thread. */
    long leftOut() {
        return leftOut;
    }
}
