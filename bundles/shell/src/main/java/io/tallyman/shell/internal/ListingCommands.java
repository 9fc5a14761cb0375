package io.tallyman.shell.internal;

import io.tallyman.api.container.Container;
import io.tallyman.containers.RuntimeStatus;
import io.tallyman.engine.SessionStatus;
import io.tallyman.engine.SessionStatus.OutputStatus;
import io.tallyman.engine.TraceRequest;
import io.tallyman.engine.TraceSession;
import io.tallyman.plugins.PluginStatus;
import java.util.Comparator;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The shell's listings. */
abstract class ListingCommands implements Callable<Integer> {
    private static final int SHORT_ID = 12;

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    final Services services;
    final Console console;

    private ListingCommands(Services services, Console console) {
        this.services = services;
        this.console = console;
    }

    abstract Listing listing() throws CommandException;

    @Override
    public Integer call() throws CommandException {
        listing().print(console.out(), json);
        return Exit.OK;
    }

    @Command(name = "containers", description = "Lists the live containers and what is known of them.")
    static final class Containers extends ListingCommands {
        Containers(Services services, Console console) {
            super(services, console);
        }

        @Override
        Listing listing() throws CommandException {
            Listing listing = new Listing("id", "name", "image", "runtime", "pod", "enrichment", "reason");
            services.engine().containers().stream().sorted(Comparator.comparing(Container::id)).forEach(c -> listing.add(
                    json || c.id().length() <= SHORT_ID ? c.id() : c.id().substring(0, SHORT_ID), c.name(), c.image(),
                    c.runtime(), c.pod().name().isEmpty() ? "" : c.pod().namespace() + "/" + c.pod().name(),
                    c.enrichment().name().toLowerCase(java.util.Locale.ROOT), c.reason()));
            return listing;
        }
    }

    @Command(name = "runtimes", description = "Lists the runtimes' sockets and how they answer.")
    static final class Runtimes extends ListingCommands {
        Runtimes(Services services, Console console) {
            super(services, console);
        }

        @Override
        Listing listing() throws CommandException {
            Listing listing = new Listing("runtime", "socket", "state", "answers", "failures", "median_us", "detail");
            for (RuntimeStatus r : services.engine().runtimes()) {
                listing.add(r.runtime(), r.socket().toString(), r.state().name().toLowerCase(java.util.Locale.ROOT),
                        r.answers(), json ? r.failures() : r.failures().values().stream().mapToLong(v -> v).sum(),
                        r.medianMicros(), r.detail());
            }
            return listing;
        }
    }

    @Command(name = "outputs", description = "Lists the outputs of all sessions and what they have delivered and lost.")
    static final class Outputs extends ListingCommands {
        Outputs(Services services, Console console) {
            super(services, console);
        }

        @Override
        Listing listing() throws CommandException {
            Listing listing = new Listing("session", "output", "printer", "destination", "state", "delivered", "bytes",
                    "dropped", "failed", "redacted", "queued_bytes", "spooled", "detail");
            for (TraceSession session : services.engine().sessions()) {
                for (OutputStatus o : session.status().outputs()) {
                    listing.add(session.name(), o.name(), o.printer(), o.destination(),
                            o.state().name().toLowerCase(java.util.Locale.ROOT), o.delivered(), o.bytes(), o.dropped(),
                            o.failed(), o.redacted(), o.queuedBytes(),
                            o.spool() == null ? 0 : o.spool().events(), o.detail());
                }
            }
            return listing;
        }
    }

    @Command(name = "sessions", description = "Lists the sessions: what each shows, and what it has counted for itself.")
    static final class Sessions extends ListingCommands {
        Sessions(Services services, Console console) {
            super(services, console);
        }

        @Override
        Listing listing() throws CommandException {
            Listing listing = new Listing("session", "source", "events", "filters", "names", "outputs", "seen", "matched",
                    "undecided");
            for (TraceSession session : services.engine().sessions()) {
                TraceRequest r = session.request();
                SessionStatus s = session.status();
                listing.add(session.name(), r.source(), json ? r.events() : String.join(",", r.events()),
                        json ? r.filters() : String.join(" ", r.filters()), r.enrich(), s.outputs().size(), s.seen(),
                        s.matched(), s.undecided());
            }
            return listing;
        }
    }

    @Command(name = "filters", description = "Lists the filter expressions of all sessions; 'trace:show filters' lists "
            + "the fields that there are.")
    static final class Filters extends ListingCommands {
        Filters(Services services, Console console) {
            super(services, console);
        }

        @Override
        Listing listing() throws CommandException {
            Listing listing = new Listing("session", "filter");
            for (TraceSession session : services.engine().sessions()) {
                session.request().filters().forEach(f -> listing.add(session.name(), f));
            }
            return listing;
        }
    }

    @Command(name = "plugins", description = "Lists the jars in plugins/: what runs, and why what is refused does not.")
    static final class Plugins extends ListingCommands {
        Plugins(Services services, Console console) {
            super(services, console);
        }

        @Override
        Listing listing() throws CommandException {
            Listing listing = new Listing("file", "state", "bundle", "version", "detail");
            for (PluginStatus p : services.plugins().plugins()) {
                listing.add(p.file(), p.state().name().toLowerCase(java.util.Locale.ROOT), p.name(), p.version(),
                        p.detail());
            }
            return listing;
        }
    }
}
