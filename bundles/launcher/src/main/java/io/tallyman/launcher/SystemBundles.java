package io.tallyman.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.FrameworkWiring;

/** The bundles of {@code system/}: installs them, and starts them in the order that the command needs. */
final class SystemBundles implements Startup.Bundles {
    /** The bundle that watches plugins/. */
    private static final String PLUGINS = "io.tallyman.plugins";

    /** The bundle of the command line. */
    private static final String SHELL = "io.tallyman.shell-";

    private final List<Bundle> bundles;
    private final StartOrder order;
    private final BooleanSupplier over;
    private final AtomicReference<String> failure = new AtomicReference<>();

    private SystemBundles(List<Bundle> bundles, StartOrder order, BooleanSupplier over) {
        this.bundles = bundles;
        this.order = order;
        this.over = over;
    }

    /**
     * Installs and resolves all bundles at once: threads that start bundles later do not wait for the framework's lock.
     *
     * @param over whether the command has ended, so that nothing need be started any more
     */
    static SystemBundles install(BundleContext context, Path directory, StartOrder order, BooleanSupplier over)
            throws IOException, LaunchException {
        List<Path> jars;
        try (Stream<Path> files = Files.list(directory)) {
            // components are activated in this order: the command line finds what it asks for
            jars = files.filter(f -> f.toString().endsWith(".jar")).sorted(Comparator
                    .comparing((Path f) -> f.getFileName().toString().startsWith(SHELL)).thenComparing(f -> f)).toList();
        }
        List<Bundle> bundles = new ArrayList<>();
        for (Path jar : jars) {
            try {
                TrustedPath.check(jar);
                // by reference: the jar is not copied into the storage
                bundles.add(context.installBundle("reference:" + jar.toUri()));
            } catch (BundleException | RuntimeException e) {
                throw new LaunchException(jar.getFileName() + " in system/ is not a bundle: " + reason(e));
            }
        }
        context.getBundle(0).adapt(FrameworkWiring.class).resolveBundles(bundles);
        return new SystemBundles(bundles, order, over);
    }

    /**
     * Starts what cannot wait. The bundle that installs plugins/ starts on a second thread, so that two processors share
     * the work.
     */
    @Override
    public void startNeeded() throws LaunchException, InterruptedException {
        Thread plugins = new Thread(() -> start(PLUGINS), "tallyman-start");
        plugins.start();
        for (Bundle bundle : bundles) {
            if (!bundle.getSymbolicName().equals(PLUGINS) && !order.canWait(bundle)) {
                start(bundle);
            }
        }
        plugins.join();
        report();
    }

    @Override
    public void startRest() throws LaunchException {
        for (Bundle bundle : bundles) {
            if (order.canWait(bundle)) {
                start(bundle);
            }
        }
        report();
    }

    private void report() throws LaunchException {
        if (failure.get() != null) {
            throw new LaunchException(failure.get());
        }
    }

    private void start(String name) {
        for (Bundle bundle : bundles) {
            if (bundle.getSymbolicName().equals(name)) {
                start(bundle);
            }
        }
    }

    /** Starts a bundle and keeps the first failure. After a failure no further bundle starts. */
    private void start(Bundle bundle) {
        if (failure.get() != null || over.getAsBoolean() || bundle.getHeaders().get(Constants.FRAGMENT_HOST) != null) {
            return;
        }
        try {
            bundle.start(Bundle.START_ACTIVATION_POLICY);
        } catch (BundleException | RuntimeException e) {
            failure.compareAndSet(null, fileName(bundle) + " in system/ did not start: " + reason(e));
        }
    }

    private static String reason(Throwable error) {
        Throwable cause = error.getCause() == null ? error : error.getCause();
        return String.valueOf(cause.getMessage() == null ? cause : cause.getMessage()).strip();
    }

    private static String fileName(Bundle bundle) {
        return bundle.getLocation().substring(bundle.getLocation().lastIndexOf('/') + 1);
    }
}
