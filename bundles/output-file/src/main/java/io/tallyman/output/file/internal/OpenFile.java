package io.tallyman.output.file.internal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A file that is open for appending. One thread uses the file; any thread may close it. */
final class OpenFile implements Closeable {
    private static final int TYPE = 0170000;
    private static final int FIFO = 0010000;
    private static final Set<StandardOpenOption> APPEND =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);

    private final Path path;
    private final FileChannel channel;
    private final boolean regular;
    private final Object key;
    private long size;
    private boolean torn;

    private OpenFile(Path path, FileChannel channel) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        this.path = path;
        this.channel = channel;
        regular = attributes.isRegularFile();
        key = attributes.fileKey();
        size = attributes.size();
    }

    /** @throws IOException the message names the file and says what is wrong */
    static OpenFile open(Path path, Set<PosixFilePermission> mode) throws IOException {
        if (Files.isDirectory(path)) {
            throw new IOException(path + " is a directory; name a file in it");
        }
        if (Files.notExists(path.getParent())) {
            throw new IOException("cannot write " + path + ": there is no directory " + path.getParent());
        }
        try {
            return new OpenFile(path, isFifo(path) ? openFifo(path)
                    : FileChannel.open(path, APPEND, PosixFilePermissions.asFileAttribute(mode)));
        } catch (AccessDeniedException e) {
            throw new IOException("cannot write " + path + ": permission denied", e);
        } catch (FileSystemException e) {
            throw new IOException("cannot write " + path + ": " + e.getReason(), e);
        }
    }

    private static boolean isFifo(Path path) throws IOException {
        return Files.exists(path) && ((int) Files.getAttribute(path, "unix:mode") & TYPE) == FIFO;
    }

    /** Opens a pipe for reading as well at first, since opening a pipe for writing alone waits for a reader. */
    @SuppressWarnings("try")
    private static FileChannel openFifo(Path path) throws IOException {
        try (FileChannel both = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return FileChannel.open(path, StandardOpenOption.WRITE);
        }
    }

    /** False for a pipe or a device. Neither is rotated, and neither is followed when its path changes. */
    boolean isRegular() {
        return regular;
    }

    /** Size in bytes, unless another process has written to the file. */
    long size() {
        return size;
    }

    /** Whether the path now leads to another file or to no file. */
    boolean hasMoved() {
        try {
            return regular && !key.equals(Files.readAttributes(path, BasicFileAttributes.class).fileKey());
        } catch (NoSuchFileException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Appends everything. If the disk becomes full under way, a regular file is cut back to what it was before. */
    void append(ByteBuffer buffer) throws IOException {
        if (torn) {
            channel.write(ByteBuffer.wrap(new byte[] {'\n'}));
            torn = false;
        }
        int count = buffer.remaining();
        long before = regular ? channel.size() : 0;
        try {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            size = before + count;
        } catch (IOException e) {
            if (channel.isOpen() && buffer.remaining() < count) {
                takeBack(before, count - buffer.remaining());
            }
            throw new IOException("cannot write " + path + ": " + (e.getMessage() == null ? e : e.getMessage()), e);
        }
    }

    /** If another process has appended meanwhile, the file is not cut back: the next write first ends the torn line. */
    private void takeBack(long before, int written) throws IOException {
        torn = true;
        if (regular && channel.size() == before + written) {
            channel.truncate(before);
            torn = false;
        }
    }

    void sync() throws IOException {
        if (regular) {
            channel.force(false);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
