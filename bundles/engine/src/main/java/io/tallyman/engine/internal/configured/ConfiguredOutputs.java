package io.tallyman.engine.internal.configured;

import io.tallyman.engine.TraceException;
import io.tallyman.engine.TraceRequest;
import io.tallyman.engine.internal.session.Session;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The outputs that Config Admin holds. Nothing runs before {@link #serve}; from then on what is configured runs, and
 * what cannot is tried again when a plug-in comes, or every few seconds where the reason may pass by itself.
 */
public final class ConfiguredOutputs {
    private static final long AGAIN_SECONDS = 5;

    private final SessionControl engine;
    private final Map<String, ConfiguredOutput> outputs = new ConcurrentHashMap<>();
    private final ScheduledThreadPoolExecutor later;
    private volatile TraceRequest defaults;

    public ConfiguredOutputs(SessionControl engine) {
        this.engine = engine;
        later = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(null, task, "tallyman-configured", 256 * 1024);
            thread.setDaemon(true);
            return thread;
        });
        later.setKeepAliveTime(AGAIN_SECONDS * 2, TimeUnit.SECONDS);
        later.allowCoreThreadTimeOut(true);
    }

    /**
     * Starts what is configured. What can be started is running when this returns.
     *
     * @param with all that a configuration does not say
     */
    public void serve(TraceRequest with) {
        boolean first = serveBy(with);
        tryAgain();
        if (first) {
            later.scheduleWithFixedDelay(this::tryAgainIfWorthIt, AGAIN_SECONDS, AGAIN_SECONDS, TimeUnit.SECONDS);
        }
    }

    private synchronized boolean serveBy(TraceRequest with) {
        boolean first = defaults == null;
        TraceRequest all = with.with(with.sourceOptions().reducing(
                outputs.values().stream().anyMatch(ConfiguredOutput::folds),
                outputs.values().stream().anyMatch(ConfiguredOutput::limits)));
        outputs.values().forEach(o -> o.stand(all));
        defaults = all;
        return first;
    }

    /**
     * A configuration is there, or has changed.
     *
     * @throws TraceException it is refused; what ran before runs on
     */
    void update(String pid, String name, Map<String, Object> properties) throws TraceException {
        ConfiguredOutput output = wanted(pid, name, properties);
        TraceRequest with = defaults;
        if (with != null) {
            output.apply(with);
            sayWaiting(output);
        }
    }

    private synchronized ConfiguredOutput wanted(String pid, String name, Map<String, Object> properties) {
        ConfiguredOutput output = outputs.get(pid);
        if (output == null) {
            output = new ConfiguredOutput(engine, name);
        }
        output.want(properties);
        if (defaults != null) {
            output.stand(defaults);
        }
        outputs.put(pid, output);
        return output;
    }

    /** Whether an output looks into containers, so that whoever opens the source has it tell origins. Any thread. */
    public boolean lookIntoContainers() {
        TraceRequest with = defaults;
        return with != null && outputs.values().stream().anyMatch(output -> output.looksIntoContainers(with));
    }

    void delete(String pid) {
        ConfiguredOutput gone = outputs.remove(pid);
        if (gone != null) {
            gone.delete();
        }
    }

    /** A plug-in has come. From any thread, which is not held up. */
    public void tryAgainSoon() {
        try {
            later.execute(this::tryAgain);
        } catch (RejectedExecutionException e) {
            // the engine is being closed: there is nothing to start any more
            later.purge();
        }
    }

    private void tryAgain() {
        if (defaults != null) {
            outputs.values().stream().filter(ConfiguredOutput::isOpen).forEach(this::tryAgain);
        }
    }

    private void tryAgainIfWorthIt() {
        outputs.values().stream().filter(ConfiguredOutput::isWorthAnotherTry).forEach(this::tryAgain);
    }

    /** No command waits for the result, so a refusal is logged once and shown in the output's status. */
    private void tryAgain(ConfiguredOutput output) {
        TraceRequest with = defaults;
        String before = output.problem();
        if (with == null) {
            return;
        }
        try {
            output.tryAgain(with);
        } catch (RuntimeException | Error e) {
            // the other outputs, and this one's next turn, come all the same
            say("output " + output.name() + ": " + e);
            return;
        } catch (TraceException e) {
            if (!output.problem().equals(before)) {
                say((output.isRunning() ? "output " + output.name() : "output " + output.name() + " is off: ")
                        + output.problem());
            }
            return;
        }
        if (!output.problem().equals(before)) {
            sayWaiting(output);
        }
    }

    private static void sayWaiting(ConfiguredOutput output) {
        if (output.isWaiting()) {
            say("output " + output.name() + " waits: " + output.problem());
        }
    }

    private static void say(String what) {
        System.getLogger("io.tallyman.output").log(System.Logger.Level.WARNING, what);
    }

    /**
     * What a configuration asks for, its names looked up.
     *
     * @throws TraceException the configuration is wrong, or {@link #serve} was not called
     */
    public TraceRequest read(String name, Map<String, ?> properties) throws TraceException {
        TraceRequest with = defaults;
        if (with == null) {
            throw new TraceException(TraceException.Kind.FAILED, "configured outputs run under 'tallyman run' alone",
                    null);
        }
        OutputConfiguration configuration = OutputConfiguration.of(name, properties, with);
        configuration.check(engine.plugins());
        return configuration.request();
    }

    public boolean owns(Session session) {
        return outputs.values().stream().anyMatch(o -> o.runsAs(session));
    }

    /** All that should run; none before {@link #serve}. Any thread. */
    public List<ConfiguredOutput> all() {
        return defaults == null ? List.of()
                : outputs.values().stream().sorted(Comparator.comparing(ConfiguredOutput::name)).toList();
    }

    public void close() {
        later.shutdownNow();
        synchronized (this) {
            defaults = null;
        }
    }
}
