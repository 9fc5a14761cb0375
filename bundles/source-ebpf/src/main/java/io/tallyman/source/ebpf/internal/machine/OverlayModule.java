package io.tallyman.source.ebpf.internal.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How the kernel's overlay module remembers the layers of a file. Distributions that have overlay as a module, such as
 * Debian, do not describe its types in the kernel's own BTF, and libbpf may read the BTF of modules with CAP_SYS_ADMIN
 * alone. The file below {@code /sys/kernel/btf} is open to root without that.
 */
public final class OverlayModule {
    private static final Path BTF = Path.of("/sys/kernel/btf/overlay");
    /** The name of this field came with entries behind inodes, in Linux 6.5 (5522c9c7cbd2, "ovl: use ovl_numlower()"). */
    private static final String FIELD = "\0__numlower\0";
    private static final int SINCE = 6005;

    private OverlayModule() {
    }

    /** Whether overlay keeps an entry with a number of layers for each file, on the running kernel. */
    public static boolean keepsEntries() {
        return keepsEntries(BTF, Prerequisites.kernelRelease());
    }

    /** Where there is no BTF of a module, because overlay is built in or not loaded yet, the kernel's version decides. */
    static boolean keepsEntries(Path btf, String release) {
        try {
            // each byte is one character, so that the names among the numbers can be found
            return new String(Files.readAllBytes(btf), StandardCharsets.ISO_8859_1).contains(FIELD);
        } catch (IOException e) {
            return Prerequisites.kernelVersion(release) >= SINCE;
        }
    }
}
