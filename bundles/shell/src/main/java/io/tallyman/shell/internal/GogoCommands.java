package io.tallyman.shell.internal;

import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Function;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Makes the shell's commands known to Gogo, in scope {@code trace}. Gogo only hands the words over: options are read by
 * the same code as the program's, and the value of a command is its exit code.
 */
@Component(immediate = true, service = {})
public final class GogoCommands {
    private final Services services;
    private final List<ServiceRegistration<Function>> registrations = new ArrayList<>();

    @Activate
    public GogoCommands(BundleContext context, @Reference Services services) {
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
