package io.tallyman.containers.internal;

import io.tallyman.api.runtime.ContainerRuntime;
import java.util.List;

/** The runtimes as the table sees them. Nothing here blocks. Thread-safe. */
interface Runtimes {
    /** Those that are there; another list once that has changed. */
    List<ContainerRuntime> present();

    /** A runtime has been taken out: its containers can still be told by their ids, by nothing else. */
    boolean missesSome();

    /**
     * Asks every connection of this runtime that may speak of this cgroup.
     *
     * @return how many will answer
     */
    int ask(String runtime, String cgroupPath, Question question);

    /** Whether asking makes sense. */
    Reach reach(String runtime, String cgroupPath);

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
