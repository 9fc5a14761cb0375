package io.tallyman.launcher;

import java.nio.file.Path;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The process that runs the framework: its arguments, its signals and its end. A service; thread-safe. */
@ProviderType
public interface Launch {
    /** The words after the program's name. */
    List<String> arguments();

    /**
     * The caller promises to do what the arguments say, and to call {@link #exit} then. If nobody promises that within
     * ten seconds, the process ends with an error.
     */
    void claim();

    /** The directory that the product is installed in. */
    Path home();

    /** Waits until every bundle that was found at the start has been started, or has failed to start. */
    void awaitStarted() throws InterruptedException;

    /**
     * Sets what to do on SIGHUP if the process has no terminal: open files again. Without a task, or with a terminal,
     * SIGHUP asks the process to stop.
     */
    void onHangup(Runnable task);

    /**
     * Sets what to do when the process is asked to stop, by SIGINT, by SIGTERM, or by SIGHUP with a terminal. The task
     * is called once, on a thread of its own, or at once if the process was asked before. The task must lead to a call
     * of {@link #exit}. A second signal ends the process at once.
     */
    void onStop(Runnable task);

    /** Ends the framework, and the process with this code. Returns at once. Only the first call has an effect. */
    void exit(int code);
}
