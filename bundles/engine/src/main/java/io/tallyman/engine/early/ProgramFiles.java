package io.tallyman.engine.early;

import io.tallyman.api.runtime.ProcessSockets.Opened;
import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Opens the files of programs that processes of this machine execute, without reading them. A
 * {@link io.tallyman.api.source.SourceSession} whose events are of this machine implements the interface besides. What is
 * opened may be any file, since names and processes change: whoever reads the file has to compare it with the event. The
 * methods may block, and they may be called by any thread.
 */
@ConsumerType
public interface ProgramFiles {
    /**
     * The file that a process executes now, wherever the file lies, and if no directory has the file any more.
     *
     * @param hostPid in the initial pid namespace
     * @throws IOException the process has ended, or must not be looked into
     */
    Opened ofProcess(int hostPid) throws IOException;

    /**
     * The file with that path on an overlay that the machine itself has mounted, as it has the root directories of
     * containers. So the file is found when its process has ended, as long as the container's root directory is there.
     *
     * @param device of the overlay, as the kernel numbers devices
     * @param path   from the root directory of the overlay; no link leads out
     * @throws IOException there is no such overlay, or no such file
     */
    Opened onOverlay(int device, String path) throws IOException;
}
