package io.tallyman.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The memory of a cgroup, kernel memory included, as the kubelet counts it.
 *
 * @param workingSet bytes without the page cache that the kernel takes back first: what an eviction looks at
 */
record CgroupMemory(long workingSet) {
    private static final Path V1 = Path.of("/sys/fs/cgroup/memory");
    private static final Path V2 = Path.of("/sys/fs/cgroup");

    /** @param path from the hierarchy's root */
    static CgroupMemory of(String path) throws IOException {
        boolean first = Files.exists(V1);
        Path cgroup = Path.of((first ? V1 : V2) + path);
        long usage = Long.parseLong(Files.readString(cgroup.resolve(first ? "memory.usage_in_bytes" : "memory.current")).strip());
        String inactive = first ? "total_inactive_file " : "inactive_file ";
        return new CgroupMemory(usage - Files.readAllLines(cgroup.resolve("memory.stat")).stream()
                .filter(line -> line.startsWith(inactive)).mapToLong(line -> Long.parseLong(line.substring(inactive.length())))
                .findFirst().orElseThrow());
    }
}
