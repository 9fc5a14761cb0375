package io.tallyman.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.launch.Framework;

/** Runs one framework from its start to its end, and returns the exit code of the process. */
final class Host implements Launch {
    private static final long STOP_MILLIS = 5000;

    private final Path home;
    private final List<String> arguments;
    private final StartOrder order;
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();
    private final Startup startup;
    private final StopSignals signals = new StopSignals();

    Host(Path home, List<String> arguments) {
        this.home = home;
        this.arguments = arguments;
        order = StartOrder.of(home, arguments);
        startup = new Startup(order.partly(), this::isOver, this::warn);
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
                startup.run(SystemBundles.install(context, home.resolve("system"), order, this::isOver));
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
     * A command may end before all bundles have started. A run that makes a class archive starts all of them even then,
     * because the archive is to have their classes.
     */
    private boolean isOver() {
        return exit.isDone() && !Boolean.getBoolean("tallyman.archive");
    }

    @Override
    public List<String> arguments() {
        return arguments;
    }

    @Override
    public void claim() {
        startup.claim();
    }

    @Override
    public Path home() {
        return home;
    }

    @Override
    public void awaitNeeded() throws InterruptedException {
        startup.awaitNeeded();
    }

    @Override
    public boolean putOff(Runnable task) {
        return startup.putOff(task);
    }

    @Override
    public void startRest() {
        startup.restIsDue();
    }

    @Override
    public void awaitStarted() throws InterruptedException {
        startup.awaitStarted();
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
        startup.commandHasEnded();
    }
}
