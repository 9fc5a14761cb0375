package io.tallyman.output.file.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Renames a full file and the former files: {@code all.json} becomes {@code all.json.1}, that {@code all.json.2}. */
final class Rotation {
    private final Path path;
    private final int keep;

    Rotation(Path path, int keep) {
        this.path = path;
        this.keep = keep;
    }

    /** Frees the path. At most {@code keep} former files remain. */
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
