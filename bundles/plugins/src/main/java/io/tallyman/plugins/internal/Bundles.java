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

/** The framework's operations on bundles, with reasons in one line. */
final class Bundles {
    private static final long REFRESH_SECONDS = 10;

    private final BundleContext context;

    Bundles(BundleContext context) {
        this.context = context;
    }

    /** Copied, not read where it is: a jar that is written over would change under the bundle that runs. */
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

    /** Resolves as many of them as can be, in one go: one by one takes several times as long. */
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

    /** Stops it as well. */
    void uninstall(Bundle bundle) {
        try {
            bundle.uninstall();
        } catch (BundleException | RuntimeException e) {
            System.getLogger("io.tallyman.plugins").log(System.Logger.Level.WARNING,
                    "{0} does not stop cleanly: {1}", bundle.getSymbolicName(), reason(e));
        }
    }

    /** Lets the bundles that use these see what is there now; they are stopped and started for it. */
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
