package io.tallyman.itests;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system of its own that can be frozen: writing and closing on it then hang, and no signal ends them. */
final class FrozenDisk implements Closeable {
    private final Path mounted;
    private boolean frozen;

    FrozenDisk(Path directory) throws IOException, InterruptedException {
        Path image = directory.resolve("disk.img");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(64 << 20);
        }
        mounted = Files.createDirectory(directory.resolve("frozen"));
        Commands.run("mkfs.ext4", "-q", image.toString());
        Commands.run("mount", "-o", "loop", image.toString(), mounted.toString());
    }

    Path file(String name) {
        return mounted.resolve(name);
    }

    void freeze() throws IOException, InterruptedException {
        Commands.run("fsfreeze", "-f", mounted.toString());
        frozen = true;
    }

    void thaw() throws IOException, InterruptedException {
        frozen = false;
        Commands.run("fsfreeze", "-u", mounted.toString());
    }

    @Override
    public void close() throws IOException {
        try {
            if (frozen) {
                thaw();
            }
            Commands.run("umount", "-l", mounted.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
