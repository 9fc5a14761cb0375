package io.tallyman.source.ebpf.internal.filter;

import com.sun.jna.Memory;
import io.tallyman.engine.early.EarlyPlan;
import io.tallyman.source.ebpf.internal.layout.VerdictLayout;
import io.tallyman.source.ebpf.internal.libbpf.BpfMap;

/**
 * The early filter as the programs run it: the plan in force, the verdicts of cgroups and the exempt processes. The
 * session guards all methods, save where a method says otherwise.
 */
public final class InKernelFilter {
    private final Control control;
    private final BpfMap verdicts;
    private final ExemptProcesses exempt;
    private EarlyPlan plan = EarlyPlan.NONE;
    private int epoch;
    /** The plan's; of its own since {@link #mayWant} is called without the session's guard. */
    private volatile long generation;

    /**
     * @param verdicts the map {@code verdicts}
     * @param exempt   the map {@code exempt}
     */
    public InKernelFilter(Control control, BpfMap verdicts, BpfMap exempt) {
        this.control = control;
        this.verdicts = verdicts;
        this.exempt = new ExemptProcesses(exempt);
    }

    /** The plan in force. */
    public EarlyPlan plan() {
        return plan;
    }

    /** Puts a plan into force. Its programs must be attached. */
    public void publish(EarlyPlan next) {
        if (next.generation() != plan.generation() + 1) {
            throw new IllegalArgumentException("plan " + next.generation() + " does not follow plan "
                    + plan.generation());
        }
        epoch += next.subscribers().equals(plan.subscribers()) ? 0 : 1;
        control.publish(next, epoch);
        exempt.published(next);
        plan = next;
        generation = next.generation();
    }

    /**
     * The subscribers of the plan in force that may want a record. Any thread.
     *
     * @param found what the programs have found
     * @param under the generation that the programs decided by
     */
    long mayWant(long found, long under) {
        return under == generation ? found : EarlyPlan.EVERYBODY;
    }

    public void denyCgroup(long cgroupId, long subscribers, boolean below) {
        Memory verdict = verdicts.value();
        verdict.clear();
        verdict.setLong(VerdictLayout.CGROUP, cgroupId);
        verdict.setLong(VerdictLayout.DENIED, subscribers);
        verdict.setLong(VerdictLayout.GENERATION, plan.generation());
        verdict.setInt(VerdictLayout.BELOW, below ? 1 : 0);
        if (verdicts.put(cgroupId)) {
            control.hasVerdicts(plan.generation());
        }
    }

    public void exemptProcess(int hostPid, long start, long subscribers) {
        if (exempt.add(hostPid, start, subscribers, plan.generation())) {
            control.hasExemptions(plan.generation());
        }
    }

    public void forgetProcess(int hostPid) {
        exempt.remove(hostPid);
    }
}
