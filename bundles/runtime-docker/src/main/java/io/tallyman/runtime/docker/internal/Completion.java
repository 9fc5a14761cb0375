package io.tallyman.runtime.docker.internal;

import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.api.runtime.RuntimeConnection.Listener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Asks for what events leave out of new containers, on a thread of its own, because the stream of events must not wait for
 * an answer. One question asks for all containers that have been told meanwhile, so a slow daemon is asked seldom.
 */
final class Completion implements AutoCloseable {
    private static final int MOST_WAITING = 4_096;
    private static final int MOST_AT_ONCE = 256;
    private static final long IDLE_SECONDS = 10;

    /** One question for several containers. */
    interface Question {
        /** Containers that the daemon does not know are left out. */
        List<ContainerFragment> ask(List<String> ids) throws IOException, InterruptedException;
    }

    private final Question question;
    private final BlockingQueue<String> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    /** A run that is due takes all that wait, so one is enough. */
    private final ExecutorService runs = new ThreadPoolExecutor(0, 1, IDLE_SECONDS, TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(1), Completion::thread, new ThreadPoolExecutor.DiscardPolicy());

    Completion(Question question) {
        this.question = question;
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(null, work, "tallyman-docker-events", 256 * 1024);
        thread.setDaemon(true);
        return thread;
    }

    /** Returns at once. A container that finds no room is asked for when its cgroup appears. */
    void complete(String id, Listener listener) {
        if (waiting.offer(id)) {
            runs.execute(() -> run(listener));
        }
    }

    private void run(Listener listener) {
        List<String> ids = new ArrayList<>();
        waiting.drainTo(ids, MOST_AT_ONCE);
        try {
            while (!ids.isEmpty()) {
                question.ask(ids).forEach(listener::known);
                ids.clear();
                waiting.drainTo(ids, MOST_AT_ONCE);
            }
        } catch (IOException e) {
            // the containers are asked for again when their cgroups appear
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        runs.shutdownNow();
    }
}
