package io.tallyman.itests;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Checks the numbers that come out of a pipe, on a thread of its own, until the pipe's writer is gone. */
final class NumberReader {
    private final NumberCheck check;
    private final CompletableFuture<Void> begin = new CompletableFuture<>();
    private final CompletableFuture<Void> end;

    private NumberReader(Path pipe, int containers) {
        check = new NumberCheck(containers);
        end = CompletableFuture.runAsync(() -> read(pipe));
    }

    static NumberReader of(Path pipe, int containers) {
        NumberReader reader = stuck(pipe, containers);
        reader.go();
        return reader;
    }

    /** One that opens the pipe, but reads nothing before it is told to. */
    static NumberReader stuck(Path pipe, int containers) {
        return new NumberReader(pipe, containers);
    }

    void go() {
        begin.complete(null);
    }

    private void read(Path pipe) {
        try (InputStream in = new FileInputStream(pipe.toFile())) {
            begin.join();
            check.read(in);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    NumberCheck check() {
        return check;
    }

    /** All has been read and checked when this returns. */
    void awaitEnd() throws Exception {
        end.get(30, TimeUnit.SECONDS);
    }
}
