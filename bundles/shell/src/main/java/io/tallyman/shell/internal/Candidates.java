package io.tallyman.shell.internal;

import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventType;
import io.tallyman.api.filter.FilterField;
import io.tallyman.api.output.DestinationFactory;
import io.tallyman.api.output.OptionSpec;
import io.tallyman.api.output.PrinterFactory;
import io.tallyman.api.runtime.ContainerRuntime;
import io.tallyman.engine.TraceSession;
import java.util.Collection;
import java.util.Iterator;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/**
 * What the value of an option or parameter may become, as picocli asks for it: {@code completionCandidates} of an
 * annotation names one of the classes below. Each gives the values of that moment.
 */
abstract class Candidates implements Iterable<String> {
    final Services services;

    Candidates(Services services) {
        this.services = services;
    }

    /** Lets picocli make candidates that know the services. */
    static IFactory factory(Services services) {
        return new IFactory() {
            @Override
            public <K> K create(Class<K> type) throws Exception {
                return Candidates.class.isAssignableFrom(type)
                        ? type.getDeclaredConstructor(Services.class).newInstance(services)
                        : CommandLine.defaultFactory().create(type);
            }
        };
    }

    abstract Stream<String> values() throws CommandException;

    @Override
    public final Iterator<String> iterator() {
        try {
            return values().iterator();
        } catch (CommandException e) {
            // a service that is not there has nothing to offer
            return Stream.<String>empty().iterator();
        }
    }

    /** Sessions that run. */
    static final class Sessions extends Candidates {
        Sessions(Services services) {
            super(services);
        }

        @Override
        Stream<String> values() throws CommandException {
            return services.engine().sessions().stream().map(TraceSession::name);
        }
    }

    /** Outputs that Config Admin holds. */
    static final class Outputs extends Candidates {
        Outputs(Services services) {
            super(services);
        }

        @Override
        Stream<String> values() throws CommandException {
            return services.configurations().outputs().stream();
        }
    }

    /** Sockets that Config Admin holds. */
    static final class Sockets extends Candidates {
        Sockets(Services services) {
            super(services);
        }

        @Override
        Stream<String> values() throws CommandException {
            return services.configurations().sockets().stream();
        }
    }

    /** Runtimes that a bundle knows. */
    static final class Runtimes extends Candidates {
        Runtimes(Services services) {
            super(services);
        }

        @Override
        Stream<String> values() {
            return services.runtimes().stream().map(ContainerRuntime::name);
        }
    }

    /** Printers. */
    static final class Printers extends Candidates {
        Printers(Services services) {
            super(services);
        }

        @Override
        Stream<String> values() {
            return services.printers().stream().map(PrinterFactory::name);
        }
    }

    /** Fields of the filter language. */
    static final class Fields extends Candidates {
        Fields(Services services) {
            super(services);
        }

        @Override
        Stream<String> values() throws CommandException {
            return services.filters().fields().stream().map(FilterField::name);
        }
    }

    /** Events and sets of events. */
    static final class Events extends Candidates {
        Events(Services services) {
            super(services);
        }

        @Override
        Stream<String> values() {
            return Stream.concat(Catalogue.builtIn().setNames().stream(),
                    Catalogue.builtIn().all().stream().map(EventType::name));
        }
    }

    /** What {@code list} and {@code trace:show} list. */
    static final class Kinds extends Candidates {
        Kinds(Services services) {
            super(services);
        }

        @Override
        Stream<String> values() {
            return ListCommand.KINDS.stream();
        }
    }

    /** Keys of an output's configuration, each alone and with each value that the key may have. */
    static final class Keys extends Candidates {
        Keys(Services services) {
            super(services);
        }

        @Override
        Stream<String> values() {
            return Stream.of(services.outputKeys().stream(),
                    services.printers().stream().map(PrinterFactory::options).flatMap(Collection::stream),
                    services.destinations().stream().map(DestinationFactory::options).flatMap(Collection::stream))
                    .flatMap(s -> s).flatMap(this::assignments);
        }

        private Stream<String> assignments(OptionSpec key) {
            return Stream.concat(Stream.of(""), choices(key)).map(value -> key.name() + "=" + value);
        }

        private Stream<String> choices(OptionSpec key) {
            return switch (key.name()) {
                case "printer" -> services.printers().stream().map(PrinterFactory::name);
                case "destination" -> services.destinations().stream().map(DestinationFactory::name);
                default -> key.type() == OptionSpec.Type.BOOLEAN ? Stream.of("true", "false") : key.allowed().stream();
            };
        }
    }
}
