package io.tallyman.engine.internal;

import io.tallyman.api.filter.FilterCompiler;
import io.tallyman.api.output.DestinationFactory;
import io.tallyman.api.output.PrinterFactory;
import io.tallyman.api.source.EventSource;
import io.tallyman.containers.Containers;
import io.tallyman.engine.Engine;
import io.tallyman.engine.internal.output.Plugins;
import java.util.List;

/** The real engine, put together without a framework. */
public final class TestEngine {
    private TestEngine() {
    }

    public static Engine of(Containers containers, FilterCompiler filters, List<EventSource> sources,
            List<PrinterFactory> printers, DestinationFactory destination) {
        Plugins plugins = new Plugins();
        printers.forEach(plugins::addPrinter);
        plugins.addDestination(destination);
        EngineService engine = new EngineService(containers, plugins);
        sources.forEach(engine::addSource);
        engine.addCompiler(filters);
        return engine;
    }
}
