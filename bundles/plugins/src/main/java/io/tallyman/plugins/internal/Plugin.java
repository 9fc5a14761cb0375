package io.tallyman.plugins.internal;

import io.tallyman.plugins.PluginStatus;
import io.tallyman.plugins.PluginStatus.State;
import io.tallyman.plugins.internal.RefusedException.Again;
import java.nio.file.Path;
import org.osgi.framework.Bundle;

/** One jar of the directory. Belongs to the watcher's thread. */
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

    /** What the file looks like now; returns true where it has changed since the last look. */
    boolean look(Stamp now) {
        boolean changed = !now.equals(seen);
        seen = now;
        return changed;
    }

    /** True where what was seen last has been looked into. */
    boolean isSettled() {
        return seen.equals(taken);
    }

    boolean isRefused(Again again) {
        return refusal != null && refusal.again() == again;
    }

    /** The jar's bundle is installed. */
    void installed(Bundle as, JarManifest read) {
        taken = seen;
        bundle = as;
        manifest = read;
        refusal = null;
    }

    /** What the file holds now is not taken; a bundle of its former content may run on. */
    void refused(RefusedException why) {
        taken = seen;
        refusal = why;
    }

    /** Whatever kept it from starting has passed; a newer content that was refused is another matter. */
    void started() {
        if (isRefused(Again.OTHERS_CHANGED)) {
            refusal = null;
        }
    }

    /** There is something that others' coming or going may help. */
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

    /** Started; a lazy one counts, and so does a fragment, which is a part of another. */
    boolean isUp() {
        return bundle != null && (manifest.host() != null || bundle.getState() == Bundle.ACTIVE
                || bundle.getState() == Bundle.STARTING);
    }
}
