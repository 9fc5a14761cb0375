package io.tallyman.capture.internal;

import io.tallyman.api.source.EventSource;
import io.tallyman.api.source.SourceDefaults;
import io.tallyman.api.source.SourceException;
import io.tallyman.api.source.SourceOptions;
import io.tallyman.api.source.SourceSession;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.osgi.service.component.annotations.Component;

/** {@code tallyman replay}: the source that reads a capture. */
@Component
public final class ReplaySource implements EventSource {
    /**
     * Serial numbers for the snapshots of recordings. They are negative, while live snapshots have positive numbers,
     * and they begin at the present time, so that an earlier source of this process has used other numbers.
     */
    private final AtomicLong serials = new AtomicLong(-System.nanoTime());
    private final int machine;

    public ReplaySource() {
        this(BlockLayout.machine());
    }

    /** @param machine the machine whose system call numbers the records are to have */
    ReplaySource(int machine) {
        this.machine = machine;
    }

    @Override
    public String name() {
        return "replay";
    }

    @Override
    public SourceDefaults defaults(SourceOptions options) throws SourceException {
        int flags = begin(options).flags();
        return new SourceDefaults("*", (flags & BlockLayout.FLAG_CONTAINER_FILTER) != 0,
                (flags & BlockLayout.FLAG_ENRICHMENT) != 0, (flags & BlockLayout.FLAG_ORIGINS) != 0);
    }

    @Override
    public String origin(SourceOptions options) throws SourceException {
        return SessionText.machine(begin(options).session());
    }

    /** A reader that has read the beginning; its file is closed. */
    private BlockReader begin(SourceOptions options) throws SourceException {
        try (CaptureFile file = file(options)) {
            BlockReader reader = reader(file);
            try {
                reader.advance();
            } catch (Damage e) {
                // the session reports the damage after the events before it; the beginning may have been read by now
            }
            return reader;
        } catch (IOException e) {
            throw new SourceException("cannot close " + options.input() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public SourceSession open(SourceOptions options) throws SourceException {
        CaptureFile file = file(options);
        return new ReplaySession(options.input(), file, reader(file));
    }

    private BlockReader reader(CaptureFile file) {
        return new BlockReader(file, new SnapshotDecoder(serials::decrementAndGet), machine);
    }

    private static CaptureFile file(SourceOptions options) throws SourceException {
        Path path = options.input();
        if (path == null) {
            throw new SourceException("no capture to replay; name its file", null);
        }
        if (!Files.isRegularFile(path)) {
            throw new SourceException("cannot replay " + path + ": "
                    + (Files.exists(path) ? "it is not a file" : "there is no such file"), null);
        }
        try {
            return CaptureFile.open(path);
        } catch (AccessDeniedException e) {
            throw new SourceException("cannot replay " + path + ": permission denied", e);
        } catch (IOException e) {
            throw new SourceException("cannot replay " + path + ": " + e.getMessage(), e);
        }
    }
}
