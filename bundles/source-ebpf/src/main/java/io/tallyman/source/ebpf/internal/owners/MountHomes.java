package io.tallyman.source.ebpf.internal.owners;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import io.tallyman.libc.Libc;
import io.tallyman.source.ebpf.internal.libbpf.Libbpf;

/**
 * Has the programs look at all processes of the machine once, so that they know the mounts of containers from before the
 * trace. The program {@code on_origin_look} of {@code origin.bpf.h} is run for each task while somebody reads.
 */
public final class MountHomes {
    private final int link;
    /** The program writes nothing. The kernel wants room all the same. */
    private final Memory nothing = new Memory(8);
    private volatile boolean asked;
    private boolean failed;

    /** @param link of the program; the file descriptor stays the caller's */
    public MountHomes(int link) {
        this.link = link;
    }

    /** A container has become known that may have been there before the trace. Any thread. */
    public void ask() {
        asked = true;
    }

    /** One look for all containers that have become known since the last one. The thread that reads the ring. */
    public void lookIfAsked() {
        if (asked) {
            asked = false;
            look();
        }
    }

    private void look() {
        int tasks = Libbpf.bpf_iter_create(link);
        long read = tasks;
        while (read > 0 || read < 0 && tasks >= 0 && Native.getLastError() == Libc.EAGAIN) {
            read = Libc.read(tasks, nothing, nothing.size());
        }
        if (tasks >= 0) {
            Libc.close(tasks);
        }
        if (read < 0 && !failed) {
            failed = true;
            System.getLogger("io.tallyman.source.ebpf").log(System.Logger.Level.WARNING, "The processes of containers "
                    + "from before the trace cannot be looked at: {0}. What enters the mounts of such a container is "
                    + "shown as the host''s.", Libc.lastError());
        }
    }
}
