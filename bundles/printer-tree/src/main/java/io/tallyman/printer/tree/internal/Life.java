package io.tallyman.printer.tree.internal;

import io.tallyman.api.container.Container;

/** What is known of one container, or of the host, since the trace has seen it. */
final class Life {
    /** Null: the host. */
    Container container;
    /** The processes without a parent in this container are its children. */
    Proc top = newTop();
    /** Times are counted from here: the start if it was seen, else the first event; nanoseconds since the epoch. */
    long since;
    /** The events that were seen. */
    boolean created;
    boolean started;
    /** The entry point's mount namespace, or 0 where its exec was not seen. */
    long mountNamespace;
    /** When its cgroup was removed, or 0. */
    long removed;

    /** All processes that it had. */
    long processes;
    /** Those that are kept. */
    int kept;
    /** Those that nothing is kept of, since there was no room. */
    long leftOut;
    /** Programs whose arguments were left out, since there was no room. */
    long withoutArguments;
    /** Events that are missing. */
    long missing;
    private int textBytes;

    Life(Container container, long since) {
        this.container = container;
        this.since = since;
    }

    private Proc newTop() {
        return new Proc(this, 0, 0, 0, 0, true);
    }

    /** The entry point runs. Times count from now on, and what prepared the container is not shown. */
    void start(long time) {
        started = true;
        since = time;
        top = newTop();
        processes = 0;
        kept = 0;
        leftOut = 0;
        withoutArguments = 0;
        textBytes = 0;
    }

    void keep(Proc process, Proc parent) {
        parent.append(process);
        processes++;
        kept++;
    }

    /** How many bytes the next program may have. */
    int room(Limits limits) {
        return limits.textBytes() - textBytes;
    }

    void execute(Proc process, Program program) {
        textBytes += program.text().length - process.execute(program);
    }

    /** The programs that a process has executed so far are the runtime's, which are not shown. */
    void forgetPrograms(Proc process) {
        textBytes -= process.textBytes();
        process.forgetPrograms();
    }

    /** Takes a settled process and all below it out of the tree. */
    void drop(Proc process) {
        process.unlink();
        for (Proc at = process; at != null; at = at.following(process)) {
            kept--;
            textBytes -= at.textBytes();
        }
    }
}
