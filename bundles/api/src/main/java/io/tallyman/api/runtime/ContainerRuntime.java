package io.tallyman.api.runtime;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A container runtime: where its sockets are, what its cgroups look like, how to ask it. Register it as a service; it
 * may come and go while events flow.
 *
 * <p>{@link #name}, {@link #defaultSockets} and {@link #match} are called from any thread and must answer at once. The
 * name and the default sockets are asked for once, when the runtime is installed. A runtime that cannot tell its name
 * within a second is not used. A runtime that takes longer than a second over a path is interrupted and gets no more paths.
 */
@ConsumerType
public interface ContainerRuntime {
    /** Short lower-case name, printed with each of its containers: "docker". */
    String name();

    /**
     * Socket paths to look at, in order of preference. {@code *} stands for one path component
     * ({@code /run/user/*}{@code /docker.sock}). Paths that do not exist are watched until they do.
     */
    List<Path> defaultSockets();

    /**
     * Reads a container's id from the path of its own cgroup (not of a child of it), from the hierarchy's root on.
     *
     * @return null where the path is not of this runtime, or is not a container (conmon's, a pod's)
     */
    CgroupMatch match(String cgroupPath);

    /**
     * Reads the command line of a runtime, such as runc, that executes a command in a running container. Called for such
     * programs alone, on a thread that must not wait. {@link OciExec} reads the command line of OCI runtimes.
     *
     * @param command the arguments, the program's name first; whoever starts programs chooses them
     * @return null where the command line is none of this runtime, or tells no id of an exec
     */
    default ExecCommand exec(List<String> command) {
        return null;
    }

    /**
     * Connects. Called on a thread that belongs to this connection alone; may block, but not for longer than a few
     * seconds; is interrupted when it takes too long.
     *
     * @throws IOException the socket is dead or something else answers there; it will be tried again
     */
    RuntimeConnection connect(RuntimeContext context) throws IOException, InterruptedException;

    /** What a connection is made with. */
    @org.osgi.annotation.versioning.ProviderType
    interface RuntimeContext {
        /** The socket to connect to. */
        Path socket();

        /**
         * The cgroup that all containers of this daemon are below: {@code /} for a daemon of the machine, else the slice
         * of the daemon's user or the cgroup of the container that the daemon runs in. A runtime that reads cgroup paths
         * by what its daemons have told applies each daemon's word below that daemon's root only.
         */
        default String cgroupRoot() {
            return "/";
        }

        /** Milliseconds that one call may take. */
        long callTimeoutMillis();
    }
}
