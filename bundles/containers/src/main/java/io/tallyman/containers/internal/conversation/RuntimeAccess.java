package io.tallyman.containers.internal.conversation;

import io.tallyman.containers.internal.authority.Origin;
import io.tallyman.containers.internal.inbox.Question;
import io.tallyman.containers.internal.plugins.RuntimeBundles;
import java.util.List;

/** What the container table may do with the runtimes. No method blocks. Thread-safe. */
public interface RuntimeAccess extends RuntimeBundles {
    /**
     * Asks every connection to a daemon of this runtime and this authority.
     *
     * @return how many will answer
     */
    int ask(Origin daemons, Question question);

    /** Whether these daemons can be asked. */
    Reachability reach(Origin daemons);

    /** How each socket of these daemons goes. */
    List<SocketReport> sockets(Origin daemons);

    /** Serial of the newest connection to any runtime. */
    long newestConnection();

    /** Looks at the sockets now, not only when the next look is due, and ends waits between attempts to connect. */
    void hurry();

    /**
     * Looks for runtimes inside a container from now on. They may speak of the containers below the container's cgroup.
     *
     * @param pid host pid of the container's first process
     */
    void lookInside(String cgroupPath, int pid);

    /** The container with this cgroup is gone. */
    void leaveInside(String cgroupPath);

    /** Number of the last look at all sockets that has ended. */
    long looks();

    /** Number of the look that begins next. */
    long nextLook();
}
