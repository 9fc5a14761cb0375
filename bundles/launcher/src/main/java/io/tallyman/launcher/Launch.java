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

    /** Waits until the bundles have been started without which the command cannot begin. */
    void awaitNeeded() throws InterruptedException;

    /**
     * Puts work off that the command can begin without. The task is called once, on one thread with other such tasks, when
     * {@link #startRest} has been called.
     *
     * @return false: nothing is put off for this command, and the task is not called
     */
    boolean putOff(Runnable task);

    /** Starts what {@link #awaitNeeded} does not wait for, if that was not done yet. Returns at once. */
    void startRest();

    /**
     * Waits until every bundle that was found at the start has been started, or has failed to start. What was put off is
     * started now.
     */
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
