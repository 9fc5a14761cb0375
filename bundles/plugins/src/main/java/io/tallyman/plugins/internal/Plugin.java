package io.tallyman.plugins.internal;

import io.tallyman.plugins.PluginStatus;
import io.tallyman.plugins.PluginStatus.State;
import io.tallyman.plugins.internal.RefusedException.Again;
import java.nio.file.Path;
import org.osgi.framework.Bundle;

/** One jar of a directory of plug-ins. The watcher's thread alone uses it. */
final class Plugin {
    private final Path jar;
    private Stamp seen;
    private Stamp taken;
    private Bundle bundle;
    private JarManifest manifest;
    private RefusedException refusal;

    Plugin(Path jar) {
        this.jar = jar;
    }

    Path jar() {
        return jar;
    }

    String file() {
        return jar.getFileName().toString();
    }

    Bundle bundle() {
        return bundle;
    }

    /** Looks at the file again. Returns true if the file has changed since the last look. */
    boolean look(Stamp now) {
        boolean changed = !now.equals(seen);
        seen = now;
        return changed;
    }

    /** Whether the present content was installed or refused. */
    boolean isSettled() {
        return seen.equals(taken);
    }

    boolean isRefused(Again again) {
        return refusal != null && refusal.again() == again;
    }

    /** Notes that the present content is installed. */
    void installed(Bundle as, JarManifest read) {
        taken = seen;
        bundle = as;
        manifest = read;
        refusal = null;
    }

    /** Notes that the present content is refused. A bundle of the former content may still run. */
    void refused(RefusedException why) {
        taken = seen;
        refusal = why;
    }

    /** Notes that the bundle has started. A newer content that was refused stays refused. */
    void started() {
        if (isRefused(Again.OTHERS_CHANGED)) {
            refusal = null;
        }
    }

    /** Whether another bundle that comes or goes may help this one. */
    boolean waitsForOthers() {
        return isRefused(Again.OTHERS_CHANGED) && (bundle == null || isUp());
    }

    JarManifest manifest() {
        return manifest;
    }

    void gone() {
        bundle = null;
        manifest = null;
    }

    PluginStatus status() {
        State state = bundle != null && (refusal == null || isUp()) ? State.RUNNING
                : isSettled() ? State.REFUSED : State.SETTLING;
        return new PluginStatus(file(), state, manifest == null ? "" : manifest.name(),
                manifest == null ? "" : manifest.version().toString(), refusal == null ? ""
                        : state == State.RUNNING ? "runs as before, the newer content is refused: "
                                + refusal.getMessage() : refusal.getMessage());
    }

    /** Whether the bundle has started. A lazy bundle counts as started, and so does a resolved fragment. */
    boolean isUp() {
        return bundle != null && (manifest.host() != null || bundle.getState() == Bundle.ACTIVE
                || bundle.getState() == Bundle.STARTING);
    }
}
