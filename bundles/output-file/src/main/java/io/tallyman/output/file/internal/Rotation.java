package io.tallyman.output.file.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Gives a full file its place among the former ones. */
final class Rotation {
    private final Path path;
    private final int keep;

    Rotation(Path path, int keep) {
        this.path = path;
        this.keep = keep;
    }

    /** Afterwards there is no file at the path, and at most {@code keep} former ones beside it. */
    void rotate() throws IOException {
        if (keep == 0) {
            Files.deleteIfExists(path);
            return;
        }
        for (int i = keep; i > 1; i--) {
            if (Files.exists(former(i - 1))) {
                Files.move(former(i - 1), former(i), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.move(path, former(1), StandardCopyOption.REPLACE_EXISTING);
    }

    private Path former(int number) {
        return path.resolveSibling(path.getFileName() + "." + number);
    }
}
