package io.tallyman.plugins.internal;

import io.tallyman.plugins.internal.RefusedException.Again;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.wiring.FrameworkWiring;

/** The framework's operations on bundles. Each error is reduced to one line. */
final class Bundles {
    private static final long REFRESH_SECONDS = 10;

    private final BundleContext context;

    Bundles(BundleContext context) {
        this.context = context;
    }

    /** Installs a copy of the jar, because a jar that is overwritten would change under the running bundle. */
    Bundle install(Path jar) throws RefusedException {
        try (InputStream content = Files.newInputStream(jar)) {
            return context.installBundle(jar.toUri().toString(), content);
        } catch (BundleException | IOException | RuntimeException e) {
            throw new RefusedException(Again.CHANGED, "cannot be installed: " + reason(e));
        }
    }

    void update(Bundle bundle, Path jar) throws RefusedException {
        try (InputStream content = Files.newInputStream(jar)) {
            bundle.stop();
            bundle.update(content);
        } catch (BundleException | IOException | RuntimeException e) {
            throw new RefusedException(Again.CHANGED, "cannot be updated: " + reason(e));
        }
    }

    /** Resolves as many of these bundles as possible in one step: one after the other takes several times as long. */
    void resolve(Collection<Bundle> bundles) {
        context.getBundle(0).adapt(FrameworkWiring.class).resolveBundles(bundles);
    }

    void start(Bundle bundle) throws RefusedException {
        try {
            bundle.start(Bundle.START_ACTIVATION_POLICY);
        } catch (BundleException e) {
            boolean unresolved = e.getType() == BundleException.RESOLVE_ERROR;
            throw new RefusedException(unresolved ? Again.OTHERS_CHANGED : Again.CHANGED,
                    (unresolved ? "cannot be resolved: " : "its activator has failed: ") + reason(e));
        } catch (RuntimeException | LinkageError e) {
            throw new RefusedException(Again.CHANGED, "cannot be started: " + reason(e));
        }
    }

    /** Stops and uninstalls a bundle. */
    void uninstall(Bundle bundle) {
        try {
            bundle.uninstall();
        } catch (BundleException | RuntimeException e) {
            System.getLogger("io.tallyman.plugins").log(System.Logger.Level.WARNING,
                    "{0} does not stop cleanly: {1}", bundle.getSymbolicName(), reason(e));
        }
    }

    /**
     * Connects the bundles that use these bundles to the present ones. The framework stops and starts them for that.
     */
    void refresh(Collection<Bundle> changed) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        context.getBundle(0).adapt(FrameworkWiring.class).refreshBundles(changed, event -> {
            if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
                done.countDown();
            }
        });
        done.await(REFRESH_SECONDS, TimeUnit.SECONDS);
    }

    private static String reason(Throwable error) {
        Throwable cause = error;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return JarManifest.oneLine(cause instanceof BundleException || cause instanceof IOException
                ? cause.getMessage() : cause.toString());
    }
}
