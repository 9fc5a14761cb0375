package io.tallyman.engine.internal.process;

import io.tallyman.api.container.Container;
import io.tallyman.api.event.AncestorView;
import java.util.List;
import java.util.function.Supplier;

/**
 * One program of a process, as the descendants of the process show it. Only where it ran may be learnt later. Written by the
 * reader thread; any thread may look.
 */
final class Ancestor implements AncestorView {
    private final int hostPid;
    private final ProcessLife life;
    private final Command command;
    private volatile Supplier<Container> place;

    /** @param place the container as it is known now; null where nobody knows where the program runs */
    Ancestor(int hostPid, ProcessLife life, Command command, Supplier<Container> place) {
        this.hostPid = hostPid;
        this.life = life;
        this.command = command;
        this.place = place;
    }

    Command command() {
        return command;
    }

    /** The process has been seen there. */
    void seenIn(Supplier<Container> where) {
        if (place == null) {
            place = where;
        }
    }

    @Override
    public int hostPid() {
        return hostPid;
    }

    @Override
    public long processStart() {
        return life.start();
    }

    @Override
    public boolean isStartExact() {
        return life.isStartExact();
    }

    @Override
    public String executable() {
        return command.executable();
    }

    @Override
    public String name() {
        return command.name();
    }

    @Override
    public List<String> argv() {
        return command.argv();
    }

    @Override
    public boolean isArgvTruncated() {
        return command.isTruncated();
    }

    @Override
    public Container container() {
        Supplier<Container> where = place;
        return where == null ? null : where.get();
    }
}
