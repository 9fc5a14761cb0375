package io.tallyman.api.runtime;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * One live connection to a runtime's socket. Calls come from a few threads of this connection alone, may block, and are
 * interrupted when their deadline passes; {@link #close} may come from any thread at any time and ends blocked calls.
 */
@ConsumerType
public interface RuntimeConnection extends Closeable {
    /** The runtime's own words for its version, for people. */
    String version() throws IOException, InterruptedException;

    /**
     * Streams what happens until the connection is closed or breaks. Called once, before the first {@link #list}, and
     * must return as soon as the subscription stands; the listener is called from the connection's own threads.
     * A runtime without events returns at once and never calls.
     */
    void watch(Listener listener) throws IOException, InterruptedException;

    /** All containers that exist now, running or created. */
    List<ContainerFragment> list() throws IOException, InterruptedException;

    /**
     * What is known of one container from the fastest source that answers without waiting for the container's start:
     * name, image, the image's id and digest, and when the container was created. What the answer leaves empty cannot be
     * had quickly: nobody waits for it, unless a filter or a printer asks for {@link
     * io.tallyman.api.container.Metadata#ALL}.
     *
     * @return null where the runtime does not know the container (yet)
     */
    ContainerFragment quick(String id) throws IOException, InterruptedException;

    /**
     * Everything there is about one container; may wait until it has started.
     *
     * @return null where the runtime does not know the container (yet)
     */
    ContainerFragment inspect(String id) throws IOException, InterruptedException;

    /** Receives what a runtime tells by itself. Thread-safe; never blocks. */
    @org.osgi.annotation.versioning.ProviderType
    interface Listener {
        /** A container was created or has changed. */
        void known(ContainerFragment fragment);

        /** A container was removed; what is known of it stays for the grace period. */
        void removed(String id);

        /** The stream has ended; the connection will be closed and made again. */
        void broken(Throwable why);
    }

    @Override
    void close();
}
