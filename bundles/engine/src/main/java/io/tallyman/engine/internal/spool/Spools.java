package io.tallyman.engine.internal.spool;

import io.tallyman.delivery.OwnedDirectory;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/**
 * The spools that this process has open. Two processes never share a directory, nor do two outputs. An output that takes
 * another one's place does take over its spool, while the other one may still be writing.
 */
public final class Spools {
    private static final String KEY = "spool";
    private static final Map<Path, Spools> OPEN = new HashMap<>();

    private final Path directory;
    private final FileChannel lock;
    private final Spool spool;
    private final String owner;
    private int users;

    private Spools(Path directory, FileChannel lock, Spool spool, String owner) {
        this.directory = directory;
        this.lock = lock;
        this.spool = spool;
        this.owner = owner;
    }

    /**
     * Opens a spool, or shares the one that the same output has open.
     *
     * @param limit  bytes that its files may have together
     * @param owner  tells the output from others
     * @param format names the printer that makes the blocks, and the destination for which it makes them
     * @throws IOException the directory cannot be used; the message says why
     */
    public static Spool open(Path directory, long limit, String owner, String format) throws IOException {
        synchronized (OPEN) {
            Path real = OwnedDirectory.of(KEY, directory);
            Spools open = OPEN.get(real);
            if (open == null) {
                open = lock(real, limit, owner);
            } else if (!open.owner.equals(owner)) {
                throw refuse(directory, "output " + open.owner + " uses it");
            }
            try {
                open.accept(format);
                open.spool.limit(limit);
                open.users++;
                OPEN.put(real, open);
                return open.spool;
            } finally {
                open.closeUnused();
            }
        }
    }

    /** Gives a spool up that was opened. The last user closes it. */
    public static void close(Spool spool) {
        synchronized (OPEN) {
            for (Spools each : OPEN.values().toArray(Spools[]::new)) {
                if (each.spool == spool) {
                    each.users--;
                    each.closeUnused();
                }
            }
        }
    }

    private static Spools lock(Path directory, long limit, String owner) throws IOException {
        FileChannel file = PrivateFile.open(directory.resolve("lock"), StandardOpenOption.WRITE,
                StandardOpenOption.CREATE);
        boolean opened = false;
        try {
            FileLock held = file.tryLock();
            if (held == null) {
                throw refuse(directory, "another process uses it");
            }
            Spools made = new Spools(directory, file, new Spool(directory, limit), owner);
            opened = true;
            return made;
        } finally {
            if (!opened) {
                file.close();
            }
        }
    }

    /**
     * What one printer has made for one destination must not go to the other side as if another printer had made it, or for
     * another destination. An output that still uses the spool may print more.
     */
    private void accept(String format) throws IOException {
        Path file = directory.resolve("format");
        boolean known = Files.exists(file, LinkOption.NOFOLLOW_LINKS);
        String before = known ? Files.readString(file, StandardCharsets.UTF_8) : format;
        boolean other = !before.equals(format);
        if (other && spool.isBehind()) {
            long kept = spool.status().events();
            throw refuse(directory, "it holds " + (kept > 0 ? kept + " " : "") + "events that printer " + before
                    + " has made, and printer " + format + " makes others: name another directory");
        }
        if (other && users > 0) {
            throw refuse(directory, "an output uses it with printer " + before + ", and printer " + format
                    + " makes other events: name another directory");
        }
        if (other || !known) {
            Files.writeString(file, format, StandardCharsets.UTF_8);
        }
    }

    private void closeUnused() {
        if (users > 0) {
            return;
        }
        OPEN.remove(directory, this);
        try (lock) {
            spool.close();
        } catch (IOException e) {
            say("closing spool " + directory + ": " + e.getMessage());
        }
        long kept = spool.status().events();
        if (kept > 0) {
            say("spool " + directory + " keeps " + kept + " events for the next output that uses it");
        }
    }

    private static void say(String what) {
        System.getLogger("io.tallyman.output").log(System.Logger.Level.WARNING, what);
    }

    private static IOException refuse(Path directory, String why) {
        return new IOException("key '" + KEY + "' cannot be '" + directory + "': " + why);
    }
}
