package io.tallyman.engine.internal.execs;

import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventType;
import io.tallyman.api.event.EventView;
import java.util.List;

/**
 * The first program of an exec in a container, to be compared with the container's health check.
 *
 * @param path      as the runtime has executed it
 * @param arguments of the program that runs, its name first
 */
record FirstProgram(String path, List<String> arguments) {
    private static final EventType EXEC = Catalogue.builtIn().byName("sched_process_exec");
    private static final int PATH = EXEC.indexOf("cmdpath");
    private static final int ARGUMENTS = EXEC.indexOf("argv");
    /** The first line of a script names an interpreter and at the most one argument. */
    private static final int INTERPRETER = 2;

    /** @param exec an event of an exec */
    static FirstProgram of(EventView exec) {
        return new FirstProgram(exec.text(PATH), arguments(exec));
    }

    /** The arguments of an exec; those that are cut off are not there. */
    static List<String> arguments(EventView exec) {
        return List.of(exec.text(ARGUMENTS).split("\0"));
    }

    /**
     * Whether this is what comes of executing a command. The arguments are those of the command. If the command is a
     * script, the kernel has put the interpreter before them, and the path in the place of the command's name.
     */
    boolean isRunOf(List<String> command) {
        if (command.isEmpty()) {
            return false;
        }
        if (arguments.equals(command)) {
            return true;
        }
        int before = arguments.size() - command.size();
        List<String> rest = command.subList(1, command.size());
        return before >= 1 && before <= INTERPRETER && isPathOf(command.get(0)) && arguments.get(before).equals(path)
                && arguments.subList(before + 1, arguments.size()).equals(rest);
    }

    private boolean isPathOf(String name) {
        return path.equals(name) || path.endsWith("/" + name);
    }
}
