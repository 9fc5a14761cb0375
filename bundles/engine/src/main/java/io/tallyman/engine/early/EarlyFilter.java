package io.tallyman.engine.early;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A source session that leaves out, before it makes a record, what certainly no subscriber wants. A
 * {@link io.tallyman.api.source.SourceSession} that can do so implements this interface besides, and the engine then uses
 * {@link #publish} and {@link #poll} of this interface. The engine filters every record again, so a source may let pass
 * whatever is not certain. Events of cgroups that come and go always pass.
 *
 * <p>All methods belong to the reader thread, and none of them fails: {@code SourceSession.prepare} is called before, on
 * another thread, with all events of a plan that is going to be published.
 */
@ConsumerType
public interface EarlyFilter {
    /** Receives records with what the early filter has found. */
    @FunctionalInterface
    interface Handler {
        /**
         * One record, see {@link io.tallyman.api.record.RecordLayout}.
         *
         * @param buffer      direct, little endian; valid and unchanged during the call only
         * @param offset      where the record starts
         * @param length      size of the record in bytes
         * @param subscribers bits of the plan's subscribers that may want the record; the others certainly do not.
         *                    {@link EarlyPlan#EVERYBODY} where the record was made under another plan or undecided
         */
        void onRecord(ByteBuffer buffer, int offset, int length, long subscribers);
    }

    /**
     * As {@code SourceSession.poll}.
     *
     * @return how many records were delivered; 0: there is none
     */
    int poll(Handler handler);

    /**
     * Replaces the plan that is in force. What both the former and the new plan want is never left out meanwhile. All
     * verdicts of cgroups and all exemptions of processes are void from now on.
     *
     * @param plan its generation follows that of the plan in force
     */
    void publish(EarlyPlan plan);

    /**
     * These subscribers want nothing of a cgroup, as long as the plan is in force.
     *
     * @param subscribers bits; they replace those of an earlier call for the cgroup
     * @param below       the subscribers want nothing of cgroups either that are made inside the cgroup from now on
     */
    void denyCgroup(long cgroupId, long subscribers, boolean below);

    /**
     * These subscribers want nothing of a process, whatever it executes, as long as the plan is in force. What the process
     * starts, directly or not, is exempt as well, except for processes whose id is a root of the plan. Forks and exits of
     * processes must be among the plan's events.
     *
     * @param start       when the process was started, in nanoseconds since boot, or the same rounded down to hundredths of
     *                    a second; the process id may be another process's by now
     * @param subscribers bits
     */
    void exemptProcess(int hostPid, long start, long subscribers);

    /** An exempt process has ended. */
    void forgetProcess(int hostPid);
}
