package io.tallyman.containers.internal.conversation;

import io.tallyman.containers.internal.authority.Origin;
import io.tallyman.containers.internal.inbox.Question;
import io.tallyman.containers.internal.plugins.RuntimeBundles;
import java.util.List;

/** The runtimes as the table sees them. Nothing here blocks. Thread-safe. */
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
     * Looks for runtimes inside a container, from now on: they may speak of the containers below its cgroup.
     *
     * @param pid host pid of its first process
     */
    void lookInside(String cgroupPath, int pid);

    /** That container is gone. */
    void leaveInside(String cgroupPath);

    /** Number of the last look at all sockets that has ended. */
    long looks();

    /** Number of the look that begins next. */
    long nextLook();
}
