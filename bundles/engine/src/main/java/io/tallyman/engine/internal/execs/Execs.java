package io.tallyman.engine.internal.execs;

import io.tallyman.api.container.Container;
import io.tallyman.api.event.EventView;
import io.tallyman.api.record.RecordLayout;
import io.tallyman.api.runtime.ExecCommand;
import io.tallyman.api.source.LossCounter;
import io.tallyman.containers.ContainerState;
import io.tallyman.containers.ContainerTable;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Which exec an event of a container belongs to, and whether the exec is a health check. The record names the process that
 * has brought the exec's command into the container, which is the runtime's. The command line of that process has told the
 * id, and the first program of the exec is compared with the container's health check. Reader thread only, save where a
 * method says otherwise.
 */
public final class Execs {
    private final ContainerTable table;
    private final boolean wanted;
    private final ExecTable execs = new ExecTable();
    private final RuntimeName runtimes = new RuntimeName();
    private final TaggedRecord tagged = new TaggedRecord();

    /**
     * @param table  reads the command lines of runtimes
     * @param wanted whether somebody asks for origins
     */
    public Execs(ContainerTable table, boolean wanted) {
        this.table = table;
        this.wanted = wanted;
    }

    /**
     * A program was executed. If the program is a runtime's that executes a command in a container, the exec has an id.
     *
     * @param exec  the event of that
     * @param where the container that the program runs in; null: the host
     */
    public void executed(EventView exec, Container where) {
        if (!wanted || !runtimes.isOf(exec)) {
            return;
        }
        List<String> command = FirstProgram.arguments(exec);
        ExecCommand told = command.contains("exec") ? table.exec(command) : null;
        if (told != null) {
            execs.open(exec.hostPid(), exec.processStart()).told(told, where);
        }
    }

    /** Whether the record is of a process that belongs to an exec. */
    public static boolean isOfExec(ByteBuffer records, int offset) {
        return (records.getShort(offset + RecordLayout.FLAGS) & RecordLayout.FLAG_EXEC) != 0;
    }

    /**
     * Makes a copy of an exec's record that says what is known of the exec.
     *
     * @param program  what the record tells, if that is a program that was executed; else null
     * @param state    of the container
     * @param listener hears that events of the container wait for its health check; null: no event waits
     */
    public void tag(ByteBuffer records, int offset, int length, EventView program, ContainerState state,
            ContainerTable.Listener listener) {
        Exec exec = find(records, offset, length, program != null);
        if (exec != null && program != null) {
            exec.executed(program);
            if (listener != null && exec.isUndecided() && state.healthcheck() == null) {
                table.awaitHealthcheck(program.cgroupId(), listener);
            }
        }
        tagged.copy(records, offset, length, exec == null ? Exec.NO_ID : exec.id());
        settle(exec, tagged.buffer(), 0, tagged.length(), state);
    }

    /** A tagged record has waited, and more is known by now: says that in the record. */
    public void settle(ByteBuffer records, int offset, int length, ContainerState state) {
        settle(find(records, offset, length, false), records, offset, length, state);
    }

    private void settle(Exec exec, ByteBuffer records, int offset, int length, ContainerState state) {
        if (exec == null) {
            return;
        }
        Container container = state.container();
        if (container != null && !exec.isIn(container)) {
            TaggedRecord.removeId(records, offset, length);
        }
        TaggedRecord.origin(records, offset, exec.origin(state));
    }

    private Exec find(ByteBuffer records, int offset, int length, boolean open) {
        int end = offset + RecordLayout.execEnd(records.getShort(offset + RecordLayout.FLAGS), length);
        int pid = records.getInt(end + RecordLayout.EXEC_PID);
        long start = records.getLong(end + RecordLayout.EXEC_START);
        return open ? execs.open(pid, start) : execs.find(pid, start);
    }

    /** The copy that was made last; it begins at 0. */
    public ByteBuffer buffer() {
        return tagged.buffer();
    }

    /** Size of the copy that was made last, in bytes. */
    public int length() {
        return tagged.length();
    }

    /** Execs that were forgotten. Any thread. */
    public List<LossCounter> failures() {
        return List.of(new LossCounter("exec_evicted", execs.evicted(),
                "Execs in containers that left the full table of execs: later events have no exec id."));
    }
}
