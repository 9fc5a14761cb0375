package io.tallyman.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.wiring.FrameworkWiring;

/** Runs one framework from its start to its end, and returns the exit code of the process. */
final class Host implements Launch {
    private static final long CLAIM_SECONDS = 10;
    /** The bundle that watches plugins/. */
    private static final String PLUGINS = "io.tallyman.plugins";
    private static final long STOP_MILLIS = 5000;

    private final Path home;
    private final List<String> arguments;
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();
    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch claimed = new CountDownLatch(1);
    private final StopSignals signals = new StopSignals();

    Host(Path home, List<String> arguments) {
        this.home = home;
        this.arguments = arguments;
    }

    int run() throws LaunchException, IOException, BundleException, InterruptedException {
        for (String name : List.of("lib", "system", "plugins", "config")) {
            TrustedPath.check(home.resolve(name));
        }
        // until a command says what to do on a signal: nothing has begun, so nothing has failed
        signals.onStop(() -> exit(0));
        signals.install();
        try (Storage storage = Storage.create(this::warn)) {
            Framework framework = new FrameworkFactory().newFramework(settings(storage.path()));
            framework.init();
            try {
                BundleContext context = framework.getBundleContext();
                context.registerService(Launch.class, this, null);
                framework.start();
                startBundles(context);
                started.countDown();
                if (!claimed.await(CLAIM_SECONDS, TimeUnit.SECONDS)) {
                    throw new LaunchException("the command line did not start; is system/ complete? (--verbose says more)");
                }
                return exit.get();
            } catch (java.util.concurrent.ExecutionException e) {
                throw new IllegalStateException(e);
            } finally {
                framework.stop();
                framework.waitForStop(STOP_MILLIS);
            }
        }
    }

    private void warn(String message) {
        if (!arguments.contains("--quiet") && !arguments.contains("-q")) {
            System.err.println("tallyman: warning: " + message);
        }
    }

    private Map<String, Object> settings(Path storage) {
        Map<String, Object> settings = new HashMap<>(FrameworkSettings.read(home, storage));
        settings.put("felix.log.logger", new FrameworkLog(Boolean.getBoolean("tallyman.verbose")));
        return settings;
    }

    /**
     * Starts all bundles. The bundle that installs plugins/ starts on a second thread, so that two processors share the
     * work. All bundles are resolved before, so that the other thread does not wait for the lock of the framework.
     */
    private void startBundles(BundleContext context) throws IOException, LaunchException, InterruptedException {
        List<Bundle> bundles = install(context, home.resolve("system"));
        context.getBundle(0).adapt(FrameworkWiring.class).resolveBundles(bundles);
        AtomicReference<String> failure = new AtomicReference<>();
        Thread plugins = new Thread(() -> bundles.stream().filter(Host::isPlugins).forEach(b -> start(b, failure)),
                "tallyman-start");
        plugins.start();
        for (Bundle bundle : bundles) {
            if (!isPlugins(bundle)) {
                start(bundle, failure);
            }
        }
        plugins.join();
        if (failure.get() != null) {
            throw new LaunchException(failure.get());
        }
    }

    private static boolean isPlugins(Bundle bundle) {
        return bundle.getSymbolicName().equals(PLUGINS);
    }

    /** Starts a bundle and keeps the first failure. After a failure no further bundle starts. */
    private void start(Bundle bundle, AtomicReference<String> failure) {
        String problem = failure.get() == null ? start(bundle) : null;
        if (problem != null) {
            failure.compareAndSet(null, fileName(bundle) + " in system/ did not start: " + problem);
        }
    }

    private static List<Bundle> install(BundleContext context, Path directory) throws IOException, LaunchException {
        List<Path> jars;
        try (Stream<Path> files = Files.list(directory)) {
            jars = files.filter(f -> f.toString().endsWith(".jar")).sorted().toList();
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
        return bundles;
    }

    /** @return why the bundle did not start, or null */
    private String start(Bundle bundle) {
        // a command that needs no other bundle, such as --version, may have ended already
        if (exit.isDone() || bundle.getHeaders().get(Constants.FRAGMENT_HOST) != null) {
            return null;
        }
        try {
            bundle.start(Bundle.START_ACTIVATION_POLICY);
            return null;
        } catch (BundleException | RuntimeException e) {
            return reason(e);
        }
    }

    private static String reason(Throwable error) {
        Throwable cause = error.getCause() == null ? error : error.getCause();
        return String.valueOf(cause.getMessage() == null ? cause : cause.getMessage()).strip();
    }

    private static String fileName(Bundle bundle) {
        return bundle.getLocation().substring(bundle.getLocation().lastIndexOf('/') + 1);
    }

    @Override
    public List<String> arguments() {
        return arguments;
    }

    @Override
    public void claim() {
        claimed.countDown();
    }

    @Override
    public Path home() {
        return home;
    }

    @Override
    public void awaitStarted() throws InterruptedException {
        started.await();
    }

    @Override
    public void onHangup(Runnable task) {
        signals.onHangup(task);
    }

    @Override
    public void onStop(Runnable task) {
        signals.onStop(task);
    }

    @Override
    public void exit(int code) {
        exit.complete(code);
    }
}
