package io.tallyman.containers.internal;

import io.tallyman.api.source.SourceSession;
import io.tallyman.containers.internal.attribution.Cgroup;
import io.tallyman.containers.internal.attribution.CgroupTree;
import io.tallyman.containers.internal.attribution.TrackedContainer;
import io.tallyman.containers.internal.cgroups.CgroupDifferences;
import io.tallyman.containers.internal.cgroups.CgroupFiles;
import io.tallyman.containers.internal.cgroups.CgroupFiles.Found;
import io.tallyman.containers.internal.inbox.Inbox;
import io.tallyman.containers.internal.inbox.Message;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Decides when the table is compared with the cgroup file system, and when the result may be believed. The comparison is
 * made after the source has lost a record of a cgroup, after an event has come from a cgroup that no record has told of,
 * and every few minutes. Another thread reads the file system, since that takes up to a second; everything else happens
 * on the reader thread.
 *
 * <p>Records may be under way while the file system is read. Therefore the result waits until the reader has taken
 * everything that was submitted before the reading ended. A cgroup that is still missing from the table then has lost
 * its record.
 */
final class Reconciliation {
    static final long PERIOD = TimeUnit.MINUTES.toNanos(5);
    private static final long SHORTEST_PAUSE = TimeUnit.SECONDS.toNanos(1);
    /** A machine with many cgroups whose records are lost all the time spends a tenth of one processor on this. */
    private static final int PAUSE_PER_READING = 10;
    /** The source's counter is looked at this often: it is a sum over all processors. */
    private static final long BETWEEN_LOOKS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int STACK = 256 * 1024;

    private final SourceSession source;
    private final CgroupTree tree;
    private final UnannouncedCgroups unannounced;
    private final CgroupFiles files;
    private final Inbox inbox;
    /** Cgroups whose removal was seen while the file system was read: the reading may still have found them. */
    private final Set<Long> removedMeanwhile = new HashSet<>();
    /** A record of a cgroup has been lost. */
    private boolean recordLost;
    private boolean underWay;
    private long lost;
    private long lookedAtLost;
    private long began;
    private long notBefore;
    private CgroupDifferences result;
    private long mark;

    Reconciliation(SourceSession source, CgroupTree tree, UnannouncedCgroups unannounced, CgroupFiles files, Inbox inbox, long now) {
        this.source = source;
        this.tree = tree;
        this.unannounced = unannounced;
        this.files = files;
        this.inbox = inbox;
        lost = source.lostCgroupRecords();
        began = now;
        lookedAtLost = now;
        notBefore = now;
    }

    /** A record has told that this cgroup was removed. */
    void removed(long id) {
        if (underWay) {
            removedMeanwhile.add(id);
        }
    }

    /** Starts a comparison where one is due. */
    void advance(long now) {
        if (now - lookedAtLost >= BETWEEN_LOOKS) {
            lookedAtLost = now;
            recordLost |= source.lostCgroupRecords() > lost;
        }
        if (!underWay && now - notBefore >= 0 && (isWanted() || now - began >= PERIOD)) {
            start(now);
        }
    }

    private boolean isWanted() {
        return recordLost || unannounced.areWaiting();
    }

    private void start(long now) {
        recordLost = false;
        underWay = true;
        unannounced.comparisonBegins();
        began = now;
        // read first: what is lost from now on may be missing from what is read, and asks for another comparison
        lost = source.lostCgroupRecords();
        Cgroup[] known = tree.snapshot();
        Thread thread = new Thread(null, () -> inbox.reply(new Message.Compared(compare(known))), "tallyman-cgroups",
                STACK);
        thread.setDaemon(true);
        thread.start();
    }

    /** An answer has to come in any case: events of unknown cgroups wait for it. */
    private CgroupDifferences compare(Cgroup[] known) {
        try {
            return CgroupDifferences.between(Arrays.stream(known).filter(cgroup -> cgroup != null && cgroup.path != null)
                    .map(cgroup -> new Found(cgroup.id, cgroup.path, cgroup.directoryOwner())).toList(), files);
        } catch (RuntimeException e) {
            return CgroupDifferences.NONE;
        }
    }

    boolean isUnderWay() {
        return underWay;
    }

    /** The other thread has done its part. */
    void compared(CgroupDifferences differences, long now) {
        result = differences;
        mark = source.mark();
        notBefore = now + Math.max(SHORTEST_PAUSE, PAUSE_PER_READING * (now - began));
    }

    /** Whether there is a result that may be believed now; then {@link #take} gives it. */
    boolean isReady() {
        return result != null && (mark < 0 || source.isPast(mark));
    }

    /** Ends the comparison and gives its result, without what was removed meanwhile. */
    CgroupDifferences take() {
        CgroupDifferences taken = new CgroupDifferences(result.unknown().stream()
                .filter(found -> !removedMeanwhile.contains(found.id())).toList(), result.gone(), result.otherOwner());
        result = null;
        underWay = false;
        removedMeanwhile.clear();
        return taken;
    }

    /** When {@link #advance} or {@link #isReady} has something to do, or {@link TrackedContainer#NEVER}. */
    long next(long now) {
        if (result != null) {
            return now;
        }
        return isWanted() && !underWay ? notBefore : TrackedContainer.NEVER;
    }
}
