package io.tallyman.shell.internal;

import io.tallyman.api.check.Check;
import io.tallyman.api.filter.FilterCompiler;
import io.tallyman.api.output.DestinationFactory;
import io.tallyman.api.output.OptionSpec;
import io.tallyman.api.output.PrinterFactory;
import io.tallyman.api.runtime.ContainerRuntime;
import io.tallyman.api.source.EventSource;
import io.tallyman.engine.Engine;
import io.tallyman.engine.TraceRequest;
import io.tallyman.plugins.PluginDirectory;
import java.util.List;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** The services that commands use. Each service may be missing, or come and go; a command reads each service once. */
@Component(service = Services.class)
public final class Services {
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policyOption = ReferencePolicyOption.GREEDY)
    volatile Engine engine;
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policyOption = ReferencePolicyOption.GREEDY)
    volatile FilterCompiler filters;
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policyOption = ReferencePolicyOption.GREEDY)
    volatile ConfigurationAdmin configurations;
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policyOption = ReferencePolicyOption.GREEDY)
    volatile PluginDirectory plugins;
    @Reference
    volatile List<PrinterFactory> printers = List.of();
    @Reference
    volatile List<DestinationFactory> destinations = List.of();
    @Reference
    volatile List<ContainerRuntime> runtimes = List.of();
    @Reference
    volatile List<Check> checks = List.of();
    @Reference
    volatile List<EventSource> sources = List.of();

    /** @throws CommandException the service is missing */
    Engine engine() throws CommandException {
        Engine now = engine;
        if (now == null) {
            throw new CommandException(Exit.FAILED, "the engine is not there; 'tallyman doctor' says what is missing");
        }
        return now;
    }

    /** @throws CommandException the service is missing */
    FilterCompiler filters() throws CommandException {
        FilterCompiler now = filters;
        if (now == null) {
            throw new CommandException(Exit.FAILED, "the filter bundle is not there; is plugins/ complete?");
        }
        return now;
    }

    /** @throws CommandException the service is missing */
    Configurations configurations() throws CommandException {
        ConfigurationAdmin now = configurations;
        if (now == null) {
            throw new CommandException(Exit.FAILED, "Config Admin is not there; is system/ complete?");
        }
        return new Configurations(now);
    }

    /** The keys that every output has. Empty without an engine. */
    List<OptionSpec> outputKeys() {
        Engine now = engine;
        return now == null ? List.of() : now.outputKeys();
    }

    boolean hasConfigurations() {
        return configurations != null;
    }

    /** @throws CommandException no directory of plug-ins is watched */
    PluginDirectory plugins() throws CommandException {
        PluginDirectory now = plugins;
        if (now == null) {
            throw new CommandException(Exit.FAILED, "no directory of plug-ins is watched here");
        }
        return now;
    }

    boolean hasEngine() {
        return engine != null;
    }

    /** Begins to open what a request reads. Without an engine nothing is opened. */
    Engine.Ahead openAhead(TraceRequest request) {
        Engine now = engine;
        return now == null ? () -> { } : now.openAhead(request);
    }

    /** Whether the source, the printers and the destinations of a request are there. */
    boolean engineKnows(TraceRequest request) {
        Engine now = engine;
        return now != null && now.knows(request);
    }

    List<PrinterFactory> printers() {
        return List.copyOf(printers);
    }

    List<DestinationFactory> destinations() {
        return List.copyOf(destinations);
    }

    List<ContainerRuntime> runtimes() {
        return List.copyOf(runtimes);
    }

    List<Check> checks() {
        return List.copyOf(checks);
    }

    List<EventSource> sources() {
        return List.copyOf(sources);
    }
}
