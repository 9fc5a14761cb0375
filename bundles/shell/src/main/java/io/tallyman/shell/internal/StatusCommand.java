package io.tallyman.shell.internal;

import io.tallyman.api.output.Amounts;
import io.tallyman.engine.Engine;
import io.tallyman.engine.EngineStatus;
import io.tallyman.engine.SessionStatus;
import io.tallyman.engine.TraceSession;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code trace:status}: rates, losses by reason, hold queues. */
@Command(name = "status", description = "Shows rates, losses by reason and what waits for a container's name.")
final class StatusCommand implements Callable<Integer> {
    private static final long SAMPLE_MILLIS = 500;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    private final Services services;
    private final Console console;

    StatusCommand(Services services, Console console) {
        this.services = services;
        this.console = console;
    }

    @Override
    public Integer call() throws CommandException, InterruptedException {
        Engine engine = services.engine();
        EngineStatus before = engine.status();
        long start = System.nanoTime();
        if (before != null) {
            Thread.sleep(SAMPLE_MILLIS);
        }
        EngineStatus now = engine.status();
        long rate = before == null || now == null ? 0
                : (now.read() - before.read()) * 1_000_000_000L / (System.nanoTime() - start);
        if (json) {
            Listing.printJson(console.out(), json(engine, now, rate));
        } else {
            text(engine, now, rate);
        }
        return Exit.OK;
    }

    private static Map<String, Object> json(Engine engine, EngineStatus status, long rate) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("tracing", status != null);
        all.put("eventsPerSecond", rate);
        all.put("failure", engine.failure() == null ? null : engine.failure().getMessage());
        all.put("engine", status);
        List<Map<String, Object>> sessions = new ArrayList<>();
        for (TraceSession session : engine.sessions()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("name", session.name());
            one.put("status", session.status());
            sessions.add(one);
        }
        all.put("sessions", sessions);
        return all;
    }

    private void text(Engine engine, EngineStatus status, long rate) {
        if (engine.failure() != null) {
            console.out().println("the reader has ended: " + engine.failure().getMessage());
        }
        if (status == null) {
            console.out().println("nothing is traced");
            return;
        }
        console.out().println("source " + status.source() + ": " + rate + " events/s, emitted " + status.emitted()
                + ", read " + status.read());
        console.out().println("containers: " + status.containers() + " live, " + status.remembered() + " remembered");
        console.out().println("held for a name: " + status.heldEvents() + " events, " + Amounts.text(status.heldBytes())
                + " of " + Amounts.text(status.holdBytes()) + "; left without one: " + status.pendingReleased());
        for (TraceSession session : engine.sessions()) {
            SessionStatus s = session.status();
            console.out().println("session " + session.name() + ": seen " + s.seen() + ", matched " + s.matched()
                    + ", undecided " + s.undecided());
        }
        Listing losses = new Listing("loss", "count", "meaning");
        Stream.concat(status.losses().stream(), status.failures().stream())
                .forEach(l -> losses.add(l.name(), l.value(), l.description()));
        losses.print(console.out(), false);
    }
}
