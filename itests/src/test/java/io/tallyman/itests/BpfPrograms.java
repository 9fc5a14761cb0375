package io.tallyman.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Ids of BPF programs, as the kernel tells them. */
final class BpfPrograms {
    private BpfPrograms() {
    }

    /** Those that a process holds, by itself or through links. */
    static Set<String> of(long pid) throws IOException {
        Set<String> ids = new TreeSet<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fdinfo"))) {
            for (Path each : descriptors.toList()) {
                try (Stream<String> lines = Files.lines(each)) {
                    lines.filter(l -> l.startsWith("prog_id:")).forEach(l -> ids.add(l.substring(8).strip()));
                } catch (NoSuchFileException e) {
                    continue; // closed since it was listed
                }
            }
        }
        return ids;
    }
}
