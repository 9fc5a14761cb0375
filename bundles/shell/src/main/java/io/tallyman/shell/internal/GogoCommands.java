package io.tallyman.shell.internal;

import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Function;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Registers the commands of the shell with Gogo, in scope {@code trace}. Gogo only passes the words on: the code that
 * reads the options of the program reads these options as well. The value of a command is its exit code. Without Gogo
 * nothing is registered, because that would only delay a trace.
 */
@Component(immediate = true, service = {})
public final class GogoCommands {
    private final Services services;
    private final List<ServiceRegistration<Function>> registrations = new ArrayList<>();

    @Activate
    public GogoCommands(BundleContext context, @Reference Services services, @Reference CommandProcessor gogo) {
        this.services = services;
        for (String name : ShellCommands.names()) {
            Function function = (session, words) -> run(session, name, words);
            registrations.add(context.registerService(Function.class, function, new Hashtable<>(Map.of(
                    "osgi.command.scope", "trace", "osgi.command.function", name))));
        }
    }

    @Deactivate
    void close() {
        registrations.forEach(ServiceRegistration::unregister);
    }

    private Integer run(CommandSession session, String name, List<Object> words) {
        Console console = new Console(session.getConsole(), ShellSession.messages(session), null);
        return ShellCommands.make(name, services, console)
                .execute(words.stream().map(String::valueOf).toArray(String[]::new));
    }
}
