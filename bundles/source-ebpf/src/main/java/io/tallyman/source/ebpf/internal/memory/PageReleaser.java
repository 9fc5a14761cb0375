package io.tallyman.source.ebpf.internal.memory;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Releases the runtime's pages while a source is open: at once, because the start has touched most of them, and then at
 * longer and longer intervals, because less and less is touched.
 */
public final class PageReleaser implements AutoCloseable {
    private static final long MOST_SECONDS = 10;

    private final Thread thread = new Thread(null, this::run, "tallyman-pages", 256 * 1024);

    private PageReleaser() {
        thread.setDaemon(true);
    }

    public static PageReleaser start() {
        PageReleaser releaser = new PageReleaser();
        releaser.thread.start();
        return releaser;
    }

    /** Without {@code /proc} there is nothing to be done, and nothing that anybody would miss. */
    private void run() {
        try {
            RuntimePages pages = new RuntimePages();
            for (long pause = 1;; pause = Math.min(pause + 1, MOST_SECONDS)) {
                pages.release();
                TimeUnit.SECONDS.sleep(pause);
            }
        } catch (IOException | InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns at once. */
    @Override
    public void close() {
        thread.interrupt();
    }
}
