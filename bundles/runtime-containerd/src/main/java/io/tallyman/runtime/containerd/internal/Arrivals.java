package io.tallyman.runtime.containerd.internal;

import io.tallyman.api.runtime.RuntimeConnection.Listener;
import io.tallyman.runtime.containerd.internal.containers.Container;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Asks for the containers that events tell of, before they are gone. Two threads do that, so that the thread that hears the
 * events never waits.
 */
final class Arrivals implements AutoCloseable {
    private static final int WAITING = 4096;

    private final Containers containers;
    /**
     * Asks for containers: nothing else may take this thread's time. A container that finds no room is asked for when its
     * cgroup appears.
     */
    private final ExecutorService asking = worker();
    /** Describes the images of those containers. An image stays where its container is gone. */
    private final ExecutorService describing = worker();

    Arrivals(Containers containers) {
        this.containers = containers;
    }

    /**
     * Has the listener told of a container. Returns at once.
     *
     * @param image the image that the event names
     */
    void ask(String id, String namespace, String image, Listener listener) {
        asking.execute(() -> tell(id, namespace, image, listener));
    }

    /** A container may be gone before it can be asked for. Then the event is all that there is. */
    private void tell(String id, String namespace, String image, Listener listener) {
        try {
            Container known = containers.get(id, namespace);
            describing.execute(() -> describe(id, known, image, namespace, listener));
        } catch (IOException e) {
            // the container is asked for again when its cgroup appears
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @param known null where the container was gone already */
    private void describe(String id, Container known, String image, String namespace, Listener listener) {
        try {
            listener.known(known != null ? containers.withImage(known, namespace).build()
                    : containers.ofGone(id, image, namespace));
        } catch (IOException e) {
            // the container is asked for again when its cgroup appears
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ExecutorService worker() {
        return new ThreadPoolExecutor(0, 1, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), Arrivals::thread,
                new ThreadPoolExecutor.DiscardPolicy());
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "tallyman-containerd-events");
        thread.setDaemon(true);
        return thread;
    }

    /** Ends both threads; what waits is not asked for. */
    @Override
    public void close() {
        asking.shutdownNow();
        describing.shutdownNow();
    }
}
