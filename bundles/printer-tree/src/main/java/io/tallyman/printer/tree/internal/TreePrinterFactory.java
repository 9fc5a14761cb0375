package io.tallyman.printer.tree.internal;

import io.tallyman.api.output.OptionSpec;
import io.tallyman.api.output.Printer;
import io.tallyman.api.output.PrinterFactory;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** {@code printer = tree}: the life of each container as a tree of its processes, once the container is removed. */
@Component
public final class TreePrinterFactory implements PrinterFactory {
    @Override
    public String name() {
        return "tree";
    }

    @Override
    public List<OptionSpec> options() {
        return List.of();
    }

    @Override
    public List<String> events() {
        return List.of("default", "sched_process_fork", "sched_process_exit");
    }

    /**
     * Most sessions see the host as well. Its processes are many, and nobody asks for them who wants the lives of
     * containers. A filter that lets processes of the host pass has chosen these.
     */
    @Override
    public Printer create(Context context) {
        boolean showsHost = !context.filters().isEmpty() && !context.containerFilter();
        return new TreePrinter(Limits.USUAL, showsHost);
    }
}
