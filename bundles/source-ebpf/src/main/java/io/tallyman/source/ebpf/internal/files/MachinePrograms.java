package io.tallyman.source.ebpf.internal.files;

import io.tallyman.api.runtime.ProcessSockets.Opened;
import io.tallyman.engine.early.ProgramFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;

/** Opens the files of programs through /proc, which has to show the processes of the machine. Any thread. */
public final class MachinePrograms implements ProgramFiles {
    private static final long INSIDE = PathHandle.NO_MAGIC_LINKS | PathHandle.NO_OTHER_MOUNT;

    @Override
    public Opened ofProcess(int hostPid) throws IOException {
        return PathHandle.of("/proc/" + hostPid + "/exe");
    }

    @Override
    public Opened onOverlay(int device, String path) throws IOException {
        try {
            return onOverlay("/proc/1", device, path);
        } catch (IOException e) {
            // the first process may have more rights than this one, which may be in its mount namespace all the same
            return onOverlay("/proc/self", device, path);
        }
    }

    /** An overlay that a process sees. */
    private static Opened onOverlay(String process, int device, String path) throws IOException {
        String mount = OverlayMounts.find(Path.of(process, "mountinfo"), device);
        if (mount == null) {
            throw new FileNotFoundException("no overlay has the device " + Integer.toHexString(device));
        }
        try (PathHandle root = PathHandle.of(process + "/root" + mount)) {
            return root.below(path, INSIDE);
        }
    }
}
