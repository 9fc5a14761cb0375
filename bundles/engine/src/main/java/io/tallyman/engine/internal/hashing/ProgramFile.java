package io.tallyman.engine.internal.hashing;

import io.tallyman.api.runtime.ProcessSockets.Opened;
import io.tallyman.engine.early.ProgramFiles;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The file of a program, held open, so that its process may end before the file is read. One thread at a time. */
final class ProgramFile implements Closeable {
    /** Larger files are not read, bytes. */
    static final long LIMIT = 256L * 1024 * 1024;
    private static final int TYPE = 0170000;
    private static final int REGULAR = 0100000;
    /** The kernel's time of a change is late by a tick at the most: a hundredth of a second. */
    private static final long TICK_MILLIS = 20;

    private final Digest digest;
    private final Opened file;
    private final State state;

    /** What tells whether a file is still the same. */
    private record State(long device, long inode, long changed, long size, boolean regular) {
        static State of(Path path) throws IOException {
            Map<String, Object> unix = Files.readAttributes(path, "unix:dev,ino,ctime,size,mode");
            return new State((Long) unix.get("dev"), (Long) unix.get("ino"),
                    ((FileTime) unix.get("ctime")).to(TimeUnit.NANOSECONDS), (Long) unix.get("size"),
                    ((Integer) unix.get("mode") & TYPE) == REGULAR);
        }

        boolean isOf(Digest digest) {
            return inode == digest.inode() && changed == digest.changed() && kernelDevice(device) == digest.device();
        }

        /** The C library has a device's number in other places than the kernel. */
        private static int kernelDevice(long number) {
            long major = number >>> 8 & 0xfff | number >>> 32 & 0xffff_f000L;
            long minor = number & 0xff | number >>> 12 & 0xffff_ff00L;
            return (int) (major << 20 | minor);
        }
    }

    private ProgramFile(Digest digest, Opened file, State state) {
        this.digest = digest;
        this.file = file;
        this.state = state;
    }

    /** Opens the file that is wanted, or says why that is not possible and returns null. */
    static ProgramFile open(Digest wanted, ProgramFiles files) {
        ProgramFile found = open(wanted, () -> files.ofProcess(wanted.hostPid()));
        if (found == null && wanted.path().startsWith("/")) {
            found = open(wanted, () -> files.onOverlay(wanted.device(), wanted.path()));
        }
        if (found == null) {
            wanted.fail(Failure.GONE);
        }
        return found;
    }

    private interface Opening {
        Opened open() throws IOException;
    }

    /** Takes no other file than the one of the event: a process may execute something else by now. */
    private static ProgramFile open(Digest wanted, Opening opening) {
        Opened opened = null;
        try {
            opened = opening.open();
            State state = State.of(opened.path());
            if (state.isOf(wanted)) {
                ProgramFile found = new ProgramFile(wanted, opened, state);
                opened = null;
                return found;
            }
            return null;
        } catch (IOException e) {
            return null;
        } finally {
            closeQuietly(opened);
        }
    }

    private static void closeQuietly(Opened opened) {
        try {
            if (opened != null) {
                opened.close();
            }
        } catch (IOException e) {
            // nothing was written
        }
    }

    Digest digest() {
        return digest;
    }

    /** Nobody waits for the hash any more. */
    void giveUp() {
        digest.fail(Failure.LATE);
        close();
    }

    /** How long to wait until a further change of the file would show in its time of change, in milliseconds. */
    long millisToRest() {
        long since = System.currentTimeMillis() - TimeUnit.NANOSECONDS.toMillis(state.changed());
        return since < 0 || since >= TICK_MILLIS ? 0 : TICK_MILLIS - since;
    }

    /**
     * Reads the file and tells whoever waits for its hash.
     *
     * @param meanwhile is done after each piece
     */
    void read(MessageDigest algorithm, byte[] piece, Runnable meanwhile) {
        if (!state.regular()) {
            digest.fail(Failure.UNREADABLE);
        } else if (state.size() > LIMIT) {
            digest.fail(Failure.LARGE);
        } else {
            readAll(algorithm, piece, meanwhile);
        }
    }

    private void readAll(MessageDigest algorithm, byte[] piece, Runnable meanwhile) {
        algorithm.reset();
        long left = state.size();
        try (InputStream bytes = Files.newInputStream(file.path())) {
            for (int count; left >= 0 && (count = bytes.read(piece)) > 0; left -= count) {
                algorithm.update(piece, 0, count);
                meanwhile.run();
            }
            if (left != 0 || !State.of(file.path()).equals(state)) {
                digest.fail(Failure.CHANGED);
            } else {
                digest.succeed(HexFormat.of().formatHex(algorithm.digest())
                        .getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            digest.fail(Failure.UNREADABLE);
        }
    }

    @Override
    public void close() {
        closeQuietly(file);
    }
}
