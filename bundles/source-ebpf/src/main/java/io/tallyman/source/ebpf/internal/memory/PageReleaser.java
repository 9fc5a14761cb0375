package io.tallyman.source.ebpf.internal.memory;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Releases the runtime's pages a few times in the first minute of a source, because the start has touched most of them.
 * After that the runtime keeps what it needs, so that no event waits for a page.
 */
public final class PageReleaser implements AutoCloseable {
    private static final int[] PAUSES_SECONDS = {1, 4, 15, 40};

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
            for (int pause : PAUSES_SECONDS) {
                TimeUnit.SECONDS.sleep(pause);
                RuntimePages.release();
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
