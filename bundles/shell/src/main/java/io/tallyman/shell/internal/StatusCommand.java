package io.tallyman.shell.internal;

import io.tallyman.api.output.Amounts;
import io.tallyman.engine.Engine;
import io.tallyman.engine.EngineStatus;
import io.tallyman.engine.SessionStatus;
import io.tallyman.engine.SessionStatus.OutputStatus;
import io.tallyman.engine.TraceSession;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code trace:status}: the event rate, what each session has written, and what was lost and why. */
@Command(name = "status", description = "Shows the event rate, what each session has written, and what was lost and why.")
final class StatusCommand implements Callable<Integer> {
    private static final long SAMPLE_MILLIS = 500;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Option(names = "--all", description = "Also print the counters that are zero.")
    private boolean all;

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
        PrintStream out = console.out();
        if (engine.failure() != null) {
            out.println("the reader has ended: " + engine.failure().getMessage());
        }
        if (status == null) {
            out.println("nothing is traced");
            return;
        }
        out.println("source " + status.source() + ": " + Figures.number(rate) + " events/s, "
                + Figures.number(status.emitted(), "event") + " traced");
        out.println("containers: " + Figures.number(status.containers()) + " live, "
                + Figures.number(status.remembered()) + " removed and remembered");
        if (all || status.heldEvents() > 0) {
            out.println("waiting for a container's name: " + Figures.number(status.heldEvents(), "event") + ", "
                    + Amounts.text(status.heldBytes()) + " of " + Amounts.text(status.holdBytes()));
        }
        engine.sessions().forEach(this::text);
        if (all) {
            allCounters(status);
        } else {
            CountText.of(status).forEach(out::println);
        }
    }

    private void text(TraceSession session) {
        SessionStatus status = session.status();
        console.out().println("session " + session.name() + ": " + Figures.number(status.seen(), "event") + " seen, "
                + Figures.number(status.matched()) + " matched"
                + (all ? ", " + Figures.number(status.undecided()) + " passed because the filter failed on them" : ""));
        for (OutputStatus output : status.outputs()) {
            console.out().println("  output " + output.name() + " is " + output.state().name().toLowerCase(Locale.ROOT) + ": "
                    + Figures.number(output.delivered(), "event") + " written"
                    + (all ? ", " + Figures.number(output.dropped()) + " dropped, " + Figures.number(output.failed())
                            + " failed" : ""));
        }
        if (!all) {
            CountText.of(status).forEach(line -> console.out().println("  " + line));
        }
    }

    private void allCounters(EngineStatus status) {
        Listing counters = new Listing("counter", "count", "meaning");
        counters.add("pending_released", status.pendingReleased(), "Events that left without the name of their container.");
        Stream.of(status.losses(), status.withheld(), status.failures()).flatMap(List::stream)
                .forEach(c -> counters.add(c.name(), c.value(), c.description()));
        counters.print(console.out(), false);
    }
}
