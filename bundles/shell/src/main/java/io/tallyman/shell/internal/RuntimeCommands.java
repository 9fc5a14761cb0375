package io.tallyman.shell.internal;

import io.tallyman.api.text.Suggestion;
import io.tallyman.engine.TraceRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.osgi.service.cm.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * The commands that add, change and remove sockets of runtimes, beside the sockets that are found without a command.
 */
abstract class RuntimeCommands implements Callable<Integer> {
    final Services services;
    final Console console;

    private RuntimeCommands(Services services, Console console) {
        this.services = services;
        this.console = console;
    }

    @Command(name = "add", description = "Looks for a runtime at a socket, for example: trace:runtime add docker "
            + "/tmp/docker.sock. Until tallyman ends; for good there are files in config/.")
    static final class Add extends RuntimeCommands {
        @Parameters(index = "0", paramLabel = "RUNTIME", completionCandidates = Candidates.Runtimes.class,
                description = "Name of the runtime.")
        private String runtime;

        @Parameters(index = "1", paramLabel = "PATH", description = "Its socket.")
        private String path;

        Add(Services services, Console console) {
            super(services, console);
        }

        @Override
        public Integer call() throws CommandException, IOException {
            String socket = absolute(path);
            if (services.configurations().socket(socket) != null) {
                throw new CommandException(Exit.USAGE, socket + " is looked at already");
            }
            RuntimeAnswers.unknown(List.of(new TraceRequest.Socket(runtime, Path.of(socket))), services.runtimes())
                    .forEach(console::message);
            services.configurations().create(Configurations.SOCKET_PID, runtime + socket.replaceAll("[^A-Za-z0-9]+", "-"))
                    .update(new java.util.Hashtable<>(Map.of("runtime", runtime, "socket", socket)));
            console.out().println("looking for " + runtime + " at " + socket);
            return Exit.OK;
        }
    }

    @Command(name = "change", description = "Looks for the same runtime at another socket.")
    static final class Change extends RuntimeCommands {
        @Parameters(index = "0", paramLabel = "SOCKET", completionCandidates = Candidates.Sockets.class,
                description = "The socket so far.")
        private String socket;

        @Parameters(index = "1", paramLabel = "PATH", description = "The socket from now on.")
        private String path;

        Change(Services services, Console console) {
            super(services, console);
        }

        @Override
        public Integer call() throws CommandException, IOException {
            Configuration configuration = required(socket);
            Configurations.remind(configuration, console);
            configuration.update(Configurations.changed(configuration, Map.of("socket", absolute(path))));
            console.out().println("looking for " + configuration.getProperties().get("runtime") + " at " + path);
            return Exit.OK;
        }
    }

    @Command(name = "remove", description = "No longer looks at a socket that was added; what is known stays.")
    static final class Remove extends RuntimeCommands {
        @Parameters(index = "0", paramLabel = "SOCKET", completionCandidates = Candidates.Sockets.class,
                description = "The socket.")
        private String socket;

        Remove(Services services, Console console) {
            super(services, console);
        }

        @Override
        public Integer call() throws CommandException, IOException {
            Configuration configuration = required(socket);
            Configurations.remind(configuration, console);
            configuration.delete();
            console.out().println("removed " + socket);
            return Exit.OK;
        }
    }

    static String absolute(String path) throws CommandException {
        String plain = path.replaceFirst("^unix://", "");
        if (!plain.startsWith("/")) {
            throw new CommandException(Exit.USAGE, "'" + path + "' is not a socket's path; write it like /run/docker.sock");
        }
        return Path.of(plain).normalize().toString();
    }

    Configuration required(String socket) throws CommandException {
        Configuration found = services.configurations().socket(socket);
        if (found == null) {
            List<String> known = services.configurations().sockets();
            throw new CommandException(Exit.USAGE, "no socket '" + socket + "' was added" + Suggestion.of(socket, known)
                    + "; there are " + (known.isEmpty() ? "none" : String.join(", ", known)));
        }
        return found;
    }
}
