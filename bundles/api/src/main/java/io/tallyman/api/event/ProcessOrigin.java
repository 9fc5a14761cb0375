package io.tallyman.api.event;

import java.util.Locale;

/** How a process came into its container. What a process starts has the origin of the process. */
public enum ProcessOrigin {
    /** Nobody asked, or the process is in no container. */
    NONE,
    /** The process, or the one that it descends from, came into the container before the trace began. */
    UNKNOWN,
    /** The container's runtime itself, which does its work in the container before the program that was asked for. */
    RUNTIME,
    /** The program that the container was started with. */
    ENTRYPOINT,
    /** A command that a runtime has executed in the running container, such as {@code docker exec}. */
    EXEC,
    /**
     * A process from outside of the container that was moved into its cgroup and kept the mounts that it had, or that
     * executes with the container's mounts and stays outside of its cgroup, as nsenter does.
     */
    ATTACHED,
    /**
     * A command that a runtime has executed in the running container and that equals the container's health check. A
     * user's exec of the same command is the same.
     */
    HEALTHCHECK;

    private static final ProcessOrigin[] ALL = values();

    private final String word = name().toLowerCase(Locale.ROOT);

    /** The word for it in filters and in what is printed. */
    public String word() {
        return word;
    }

    /** The origin with this ordinal; {@link #UNKNOWN} where there is none. */
    public static ProcessOrigin of(int ordinal) {
        return ordinal < ALL.length ? ALL[ordinal] : UNKNOWN;
    }
}
