package io.tallyman.printer.tree.internal;

import io.tallyman.api.event.ProcessOrigin;
import java.util.ArrayList;
import java.util.List;

/**
 * A process and its place in the tree. Its children are a chain, in the order in which they began. A process is settled
 * once it and all its descendants have ended: nothing of it changes any more.
 */
final class Proc {
    /** The first programs of a process are kept, and the last one. */
    private static final int MOST_PROGRAMS = 4;

    final Life life;
    final int hostPid;
    /** In the process's own pid namespace. */
    final int pid;
    /** When its first thread started, on the boot clock; 0 where nobody knows. */
    final long start;
    /** When it came into the container or was first seen there, in nanoseconds since the epoch. */
    final long began;
    /** The name of its thread, escaped, where it has executed nothing; null if the name is not known. */
    byte[] name;
    /** Its fork or its exec was seen. */
    final boolean seen;
    final List<Program> programs = new ArrayList<>(1);
    /**
     * Where it ran its last program, if it came from outside of the container and did not yet run one in the container's own
     * mount namespace; else 0.
     */
    long outerMounts;
    /** How it came into the container, as its last program knows it. */
    ProcessOrigin origin = ProcessOrigin.NONE;
    /** How many programs are left out before the last one. */
    int skipped;

    Proc parent;
    Proc next;
    private Proc previous;
    Proc firstChild;
    private Proc lastChild;
    /** How many children are not settled. */
    private int unsettled;
    /** What the settled children have in common with others that were taken out. */
    final List<Alike> groups = new ArrayList<>(0);
    /** The fingerprint of it and all below, and the one without the arguments; known once it is settled. */
    long same;
    long alike;

    /** When it ended, or 0. */
    long ended;
    /** As wait(2) has it; -1 where nobody saw it. */
    long exitCode;
    /** How long it lived, in nanoseconds. */
    long lasted;

    Proc(Life life, int hostPid, int pid, long start, long began, boolean seen) {
        this.life = life;
        this.hostPid = hostPid;
        this.pid = pid;
        this.start = start;
        this.began = began;
        this.seen = seen;
    }

    void append(Proc child) {
        child.parent = this;
        child.previous = lastChild;
        if (lastChild == null) {
            firstChild = child;
        } else {
            lastChild.next = child;
        }
        lastChild = child;
        unsettled++;
    }

    /** Takes the process out of its parent's chain, with all below. The process still knows what came after it. */
    void unlink() {
        if (previous == null) {
            parent.firstChild = next;
        } else {
            previous.next = next;
        }
        if (next == null) {
            parent.lastChild = previous;
        } else {
            next.previous = previous;
        }
    }

    /** Returns how many bytes of text are not kept any more. */
    int execute(Program program) {
        if (programs.size() < MOST_PROGRAMS) {
            programs.add(program);
            return 0;
        }
        skipped++;
        return programs.set(MOST_PROGRAMS - 1, program).text().length;
    }

    int textBytes() {
        return programs.stream().mapToInt(program -> program.text().length).sum();
    }

    void forgetPrograms() {
        programs.clear();
        skipped = 0;
    }

    /** One more child is settled. */
    void childSettled() {
        unsettled--;
    }

    boolean isSettled() {
        return ended != 0 && unsettled == 0;
    }

    /** It came from outside, and not as the container's entry point. */
    boolean cameLater() {
        return parent == life.top && origin != ProcessOrigin.NONE && origin != ProcessOrigin.UNKNOWN
                && origin != ProcessOrigin.ENTRYPOINT;
    }

    /** The next process of the tree below {@code top}, each process before its children, or null after the last one. */
    Proc following(Proc top) {
        if (firstChild != null) {
            return firstChild;
        }
        return afterwards(top);
    }

    /** The same, without the processes below this one. */
    Proc afterwards(Proc top) {
        Proc at = this;
        while (at != top && at.next == null) {
            at = at.parent;
        }
        return at == top ? null : at.next;
    }
}
