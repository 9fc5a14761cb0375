package io.tallyman.containers.internal.plugins;

import io.tallyman.api.runtime.ContainerRuntime;
import java.util.List;

/** The runtime bundles that are installed. Nothing here blocks. Thread-safe. */
public interface RuntimeBundles {
    /** All installed runtimes; another list after each change. */
    List<ContainerRuntime> present();

    /**
     * True while a runtime that was installed before is not: its containers can only be told by the form of their
     * ids.
     */
    boolean missesSome();

    /** How many calls into runtime bundles have thrown or had to be ended. */
    long failedCalls();
}
