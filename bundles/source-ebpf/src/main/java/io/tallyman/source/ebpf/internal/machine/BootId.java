package io.tallyman.source.ebpf.internal.machine;

import io.tallyman.api.event.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The id that the kernel made up when this machine started. A container sees the machine's. */
public final class BootId {
    private static final Path FILE = Path.of("/proc/sys/kernel/random/boot_id");

    private BootId() {
    }

    /** This machine without names; without a boot id where /proc does not show the id. */
    public static Node machine() {
        try {
            return new Node("", "", Files.readString(FILE).strip());
        } catch (IOException | IllegalArgumentException e) {
            System.getLogger("io.tallyman.source.ebpf").log(System.Logger.Level.WARNING,
                    "{0} cannot be read, so events have no entityId: {1}", FILE, e.getMessage());
            return Node.NONE;
        }
    }
}
