package io.tallyman.shell.internal;

import java.util.Arrays;
import java.util.Map;
import java.util.function.BiFunction;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The commands of the shell, in scope {@code trace}. Gogo only hands the words over: options are read by the same code as
 * the program's, and the value of a command is its exit code.
 */
@Component(service = GogoCommands.class, property = {"osgi.command.scope=trace", "osgi.command.function=start",
    "osgi.command.function=stop", "osgi.command.function=status", "osgi.command.function=containers",
    "osgi.command.function=runtimes", "osgi.command.function=outputs", "osgi.command.function=show",
    "osgi.command.function=doctor"})
public final class GogoCommands {
    private static final Map<String, BiFunction<Services, Console, Object>> MAKERS = Map.of(
            "start", SessionCommands.Start::new,
            "stop", SessionCommands.Stop::new,
            "status", StatusCommand::new,
            "containers", ListingCommands.Containers::new,
            "runtimes", ListingCommands.Runtimes::new,
            "outputs", ListingCommands.Outputs::new,
            // not "list": Gogo's own command of that name would be found first where no scope is given
            "show", (services, console) -> new ListCommand(services, () -> { }, console),
            "doctor", (services, console) -> new DoctorCommand(services, () -> { }, console));

    private final Services services;

    @Activate
    public GogoCommands(@Reference Services services) {
        this.services = services;
    }

    @Descriptor("start a trace in the background; options as on the command line")
    public int start(CommandSession session, Object... words) {
        return run(session, "start", words);
    }

    @Descriptor("stop a trace")
    public int stop(CommandSession session, Object... words) {
        return run(session, "stop", words);
    }

    @Descriptor("rates, losses by reason, hold queues")
    public int status(CommandSession session, Object... words) {
        return run(session, "status", words);
    }

    @Descriptor("live containers")
    public int containers(CommandSession session, Object... words) {
        return run(session, "containers", words);
    }

    @Descriptor("runtimes and their sockets")
    public int runtimes(CommandSession session, Object... words) {
        return run(session, "runtimes", words);
    }

    @Descriptor("outputs of all sessions")
    public int outputs(CommandSession session, Object... words) {
        return run(session, "outputs", words);
    }

    @Descriptor("what can be named in options: events, sets, filters, printers, destinations")
    public int show(CommandSession session, Object... words) {
        return run(session, "show", words);
    }

    @Descriptor("whether this machine can trace, and what to do if not")
    public int doctor(CommandSession session, Object... words) {
        return run(session, "doctor", words);
    }

    private int run(CommandSession session, String name, Object... words) {
        Console console = new Console(session.getConsole(), ShellSession.messages(session), null);
        Object command = MAKERS.get(name).apply(services, console);
        return Commands.single("trace:" + name, command, console)
                .execute(Arrays.stream(words).map(String::valueOf).toArray(String[]::new));
    }
}
