package io.tallyman.launcher;

import java.nio.file.Path;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The process around the framework: its arguments, its signals, its end. A service; thread-safe. */
@ProviderType
public interface Launch {
    /** The words after the program's name. */
    List<String> arguments();

    /** Takes it upon the caller to do what the arguments say and to {@link #exit} then; without that nobody waits. */
    void claim();

    /** The directory that the product is installed in. */
    Path home();

    /** Waits until every bundle that was found at start has been started, or has failed to. */
    void awaitStarted() throws InterruptedException;

    /**
     * What to do on SIGHUP where the process has no terminal that could have gone away: open files anew. Without a task,
     * and with a terminal, SIGHUP stops.
     */
    void onHangup(Runnable task);

    /**
     * What to do when the process is asked to stop (SIGINT, SIGTERM, SIGHUP with a terminal). Called once, on a thread of
     * its own; at once where that was asked before. The task sees to it that {@link #exit} is called; a second signal does
     * not wait.
     */
    void onStop(Runnable task);

    /** Ends the framework and the process with this code. Returns at once; the first call counts. */
    void exit(int code);
}
