package io.tallyman.engine.internal.spool;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/**
 * Finds out what an earlier process has left in the directory. Heads alone are read; a block's own checksum is looked at
 * when the block is delivered. The tail of a block that was being written when the process was killed is cut off.
 */
final class Recovery {
    private final Deque<Segment> segments = new ArrayDeque<>();
    private final Position.Mark mark;
    private long next;
    private long offset = Segment.HEAD;
    private long taken = -1;

    /** @param mark where the destination had come to, or null if that is not known */
    Recovery(Path directory, Position.Mark mark) throws IOException {
        this.mark = mark;
        next = mark == null ? 0 : mark.done();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "*" + Segment.SUFFIX)) {
            List<Path> paths = new ArrayList<>();
            found.forEach(paths::add);
            Collections.sort(paths);
            for (Path path : paths) {
                open(path);
            }
        }
        begin();
    }

    /** A segment without a head is known by the events that its neighbours miss; the last one has no such neighbour. */
    private void open(Path path) throws IOException {
        Segment segment = Segment.open(path);
        if (segment == null) {
            next += Files.size(path) > Segment.HEAD ? 1 : 0;
            Files.delete(path);
        } else if (mark != null && segment.number() < mark.segment()) {
            segment.delete();
        } else {
            next = segment.first();
            walk(segment);
            segments.add(segment);
        }
    }

    private void walk(Segment segment) throws IOException {
        long at = Segment.HEAD;
        BlockHead head;
        do {
            if (mark != null && segment.number() == mark.segment() && at == mark.offset()) {
                offset = at;
            }
            head = segment.headAt(at);
            if (head != null) {
                at += head.size();
                next = head.end();
            }
        } while (head != null);
        if (at < segment.size()) {
            BlockHead torn = segment.headOnlyAt(at);
            next = torn == null ? next + 1 : torn.end();
            segment.truncate(at);
        }
    }

    private void begin() {
        boolean known = mark != null && (segments.isEmpty() || segments.peekFirst().first() >= mark.done()
                || offset > Segment.HEAD);
        taken = known ? mark.done() : segments.isEmpty() ? next : segments.peekFirst().first();
        next = Math.max(next, taken);
    }

    /** What is left, oldest first. Nothing more is appended to these. */
    Deque<Segment> segments() {
        return segments;
    }

    /** Where the first block that was not taken begins, in the first segment. */
    long offset() {
        return offset;
    }

    /** The number of the first event that was not taken. */
    long taken() {
        return taken;
    }

    /** The number that the next event gets. */
    long next() {
        return next;
    }
}
