package io.tallyman.printer.tree.internal;

import java.util.List;

/**
 * Takes processes out of the tree that are like others beside them. So a loop with a thousand children is a few lines, and
 * a health check that runs for weeks needs no memory. What ended otherwise is never like the others.
 */
final class Folding {
    /** So many children with the same arguments, the same end and the same below them are shown. */
    private static final int SAME = 3;
    /** So many children with the same program, other arguments and the same end are shown. */
    private static final int ALIKE = 20;

    private final Fingerprint fingerprint;

    Folding(Fingerprint fingerprint) {
        this.fingerprint = fingerprint;
    }

    /** Returns false if the child is counted and not to be shown any more. The child has just been settled. */
    boolean shows(Proc child) {
        child.same = print(child, true);
        child.alike = print(child, false);
        List<Alike> groups = child.parent.groups;
        Alike same = find(groups, child.same, true);
        if (same != null && same.shown >= SAME) {
            same.count(child);
            return false;
        }
        Alike alike = find(groups, child.alike, false);
        if (alike != null && alike.shown >= ALIKE) {
            alike.count(child);
            return false;
        }
        (same == null ? add(groups, child.same, true) : same).show(child);
        (alike == null ? add(groups, child.alike, false) : alike).show(child);
        return true;
    }

    private static Alike add(List<Alike> groups, long print, boolean same) {
        Alike added = new Alike(print, same);
        groups.add(added);
        return added;
    }

    private static Alike find(List<Alike> groups, long print, boolean same) {
        for (Alike each : groups) {
            if (each.print == print && each.same == same) {
                return each;
            }
        }
        return null;
    }

    private long print(Proc process, boolean same) {
        byte[] name = process.name;
        long sum = fingerprint.and(name == null ? 1 : fingerprint.of(name, 0, name.length), process.exitCode + 1);
        for (Program program : process.programs) {
            sum = fingerprint.and(sum, same ? program.same() : program.alike());
        }
        for (Proc child = process.firstChild; child != null; child = child.next) {
            sum = fingerprint.and(sum, same ? child.same : child.alike);
        }
        for (Alike group : process.groups) {
            sum = fingerprint.and(sum, group.same && same ? group.more : 0);
        }
        return sum;
    }
}
