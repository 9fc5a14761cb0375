package io.tallyman.source.ebpf.internal.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RuntimePagesTest {
    private static Stream<String> mapping(String range, String rights, String file, int anonymous) {
        return Stream.of(range + " " + rights + " 00001000 08:01 4711    " + file, "Size:   2052 kB",
                "Rss:    1028 kB", "Anonymous:      " + anonymous + " kB", "VmFlags: rd mr mw me sd");
    }

    private static List<RuntimePages.Range> clean(String rights, String file, int anonymous) {
        return RuntimePages.clean(mapping("7f1200000000-7f1200001000", rights, file, anonymous));
    }

    @Test
    void shouldTakeWhatTheRuntimeOnlyReads() {
        List<RuntimePages.Range> taken = List.of(new RuntimePages.Range(0x7f1200000000L, 0x7f1200001000L));
        assertEquals(taken, clean("r-xp", "/usr/lib/jvm/j/lib/server/libjvm.so", 0));
        assertEquals(taken, clean("r--p", "/var/cache/tallyman/17-1.jsa", 0));
        assertEquals(taken, clean("r--p", "/opt/tallyman/lib/25.aot", 0));
        assertEquals(taken, clean("r--s", "/usr/lib/jvm/j/lib/modules", 0));
    }

    /** What was relocated or written is in no file, and would be lost. */
    @Test
    void shouldLeaveAloneWhatWasEverWritten() {
        assertEquals(List.of(), clean("r--p", "/usr/lib/jvm/j/lib/server/libjvm.so", 4));
        assertEquals(List.of(), clean("rw-p", "/var/cache/tallyman/17-1.jsa", 0));
        assertEquals(List.of(), clean("rwxp", "/var/cache/tallyman/17-1.jsa", 0));
    }

    @Test
    void shouldLeaveAloneWhatTheRuntimeMayUnmap() {
        assertEquals(List.of(), clean("r--p", "/opt/tallyman/lib/a.jar", 0));
        assertEquals(List.of(), clean("r--p", "", 0));
        assertEquals(List.of(), clean("r--p", "/var/cache/tallyman/17-1.jsa (deleted)", 0));
    }

    @Test
    void shouldTellMappingsApart() {
        assertEquals(List.of(new RuntimePages.Range(0x3000, 0x4000)), RuntimePages.clean(Stream.of(
                mapping("1000-2000", "rw-p", "/a/libjvm.so", 0), mapping("2000-3000", "r--p", "/a/libjvm.so", 4),
                mapping("3000-4000", "r-xp", "/a/libjvm.so", 0), mapping("4000-5000", "r--p", "/a/libc.so.6", 0))
                .flatMap(lines -> lines)));
    }

    /** In this process, while its other threads run the code whose pages go. */
    @Test
    void shouldGivePagesBackOfARuntimeThatRuns() throws Exception {
        long before = residentKib();
        boolean less = false;
        for (int i = 0; i < 101; i++) {
            RuntimePages.release();
            less |= residentKib() < before / 2;
            assertEquals(1_000, Stream.iterate(1, n -> n + 1).limit(1_000).map(String::valueOf).distinct().count());
            System.gc();
        }
        assertTrue(less, "never less than half of " + before + " KiB");
    }

    private static long residentKib() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("/proc/self/smaps"));
        long sum = 0;
        boolean code = false;
        for (String line : lines) {
            code = line.matches("[0-9a-f]+-.*") ? line.contains(" r-xp ") && line.endsWith("/libjvm.so") : code;
            sum += code && line.startsWith("Rss:") ? Long.parseLong(line.replaceAll("\\D", "")) : 0;
        }
        return sum;
    }
}
