package io.tallyman.containers;

import io.tallyman.api.source.SourceSession;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.osgi.annotation.versioning.ProviderType;

/** Knows the runtimes and their sockets; makes the table that the reader thread asks. Thread-safe. */
@ProviderType
public interface Containers {
    /**
     * Builds the table of the cgroups that exist now. To be called with the source's cgroup events flowing and its gate
     * shut. The table belongs to the reader thread from then on.
     *
     * @param attachments makes what the caller keeps with each {@link ContainerState} of the table
     */
    ContainerTable open(SourceSession source, ContainerOptions options, Supplier<?> attachments);

    /** Adds a socket to those that are looked for, until closed. */
    AutoCloseable addSocket(String runtime, Path socket);

    /** Each runtime and socket that is looked for, with how it goes. */
    List<RuntimeStatus> runtimes();
}
