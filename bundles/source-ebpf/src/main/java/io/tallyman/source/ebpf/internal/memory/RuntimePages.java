package io.tallyman.source.ebpf.internal.memory;

import com.sun.jna.Pointer;
import io.tallyman.libc.Libc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Gives back pages of the Java runtime's own files. A start touches nearly all of the runtime and of its class archives,
 * and an idle trace needs a part of that. The kernel keeps such pages as this process's memory until memory is short. A
 * page that is needed again comes from the page cache, without a disk.
 */
final class RuntimePages {
    private static final Path MAPPINGS = Path.of("/proc/self/smaps");

    private RuntimePages() {
    }

    /** Addresses. */
    record Range(long start, long end) {
    }

    /**
     * Gives back what can be read again from its file. The mappings are looked at each time, which takes some milliseconds:
     * where a class is changed while Java runs, as a flight recording does, Java makes an archive writable and writes to it.
     * Any thread.
     *
     * @throws IOException the mappings cannot be read
     */
    static void release() throws IOException {
        List<Range> ranges;
        try (Stream<String> lines = Files.lines(MAPPINGS)) {
            ranges = clean(lines);
        }
        for (Range range : ranges) {
            Libc.madvise(new Pointer(range.start), range.end - range.start, Libc.MADV_DONTNEED);
        }
    }

    /**
     * Mappings of files that the runtime maps once and keeps, that nobody can write to now, and of which no page was ever
     * written to: such a page would be lost. Other files are left alone, since another thread may map something else in
     * their place at any moment.
     *
     * @param lines of {@code /proc/PID/smaps}
     */
    static List<Range> clean(Stream<String> lines) {
        List<Range> ranges = new ArrayList<>();
        Range[] candidate = {null};
        lines.forEach(line -> {
            if (isHead(line)) {
                candidate[0] = isOfRuntime(line) && isReadOnly(line) ? range(line) : null;
            } else if (candidate[0] != null && line.startsWith("Anonymous:") && line.matches("Anonymous: +0 kB")) {
                ranges.add(candidate[0]);
            }
        });
        return ranges;
    }

    /** The other lines begin with a word and a colon. */
    private static boolean isHead(String line) {
        return line.indexOf('-') > 0 && line.indexOf('-') < line.indexOf(' ');
    }

    private static boolean isOfRuntime(String head) {
        return head.endsWith("/libjvm.so") || head.endsWith(".jsa") || head.endsWith(".aot")
                || head.endsWith("/lib/modules");
    }

    private static boolean isReadOnly(String head) {
        return head.startsWith(" r--", head.indexOf(' ')) || head.startsWith(" r-x", head.indexOf(' '));
    }

    private static Range range(String head) {
        int dash = head.indexOf('-');
        return new Range(Long.parseUnsignedLong(head.substring(0, dash), 16),
                Long.parseUnsignedLong(head.substring(dash + 1, head.indexOf(' ')), 16));
    }
}
