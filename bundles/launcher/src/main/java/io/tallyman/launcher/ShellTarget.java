package io.tallyman.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Which running instance {@code tallyman shell} speaks to, and what it is to do there.
 *
 * @param socket  where that instance serves its shell
 * @param command the words of one command; empty: commands are read from stdin
 * @param hint    what to tell the user about the choice, or null
 */
record ShellTarget(Path socket, List<String> command, String hint) {
    /** The words after {@code tallyman shell} name no instance. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;
        private final int code;

        Refused(int code, String message) {
            super(message);
            this.code = code;
        }

        /** The exit code. */
        int code() {
            return code;
        }
    }

    /** @throws Refused an option has no value, or no such instance runs */
    static ShellTarget of(List<String> words, ShellSockets sockets) throws Refused {
        String option = words.isEmpty() ? "" : words.get(0);
        if (!option.equals("--socket") && !option.equals("--pid")) {
            return only(words, sockets);
        }
        if (words.size() < 2) {
            throw new Refused(2, option + (option.equals("--pid") ? " needs a process's number" : " needs a path"));
        }
        List<String> command = words.subList(2, words.size());
        String value = words.get(1);
        return option.equals("--socket") ? new ShellTarget(Path.of(value), command, null) : withPid(value, command, sockets);
    }

    private static ShellTarget withPid(String pid, List<String> command, ShellSockets sockets) throws Refused {
        if (!pid.matches("\\d{1,10}")) {
            throw new Refused(2, "'" + pid + "' is not the number of a process");
        }
        Path socket = sockets.of(Long.parseLong(pid));
        if (!Files.exists(socket)) {
            throw new Refused(1, "process " + pid + " serves no shell here; 'tallyman shell --list' shows the processes that do");
        }
        return new ShellTarget(socket, command, null);
    }

    /** Without an option the oldest instance is meant: a later one does not change what a script speaks to. */
    private static ShellTarget only(List<String> command, ShellSockets sockets) throws Refused {
        List<ShellSockets.Socket> live;
        try {
            live = sockets.live();
        } catch (IOException e) {
            throw new Refused(1, "cannot look into " + sockets.directory() + ": " + e.getMessage()
                    + "; are you the user who runs tallyman?");
        }
        if (live.isEmpty()) {
            throw new Refused(1, "nothing is running here: there is no shell in " + sockets.directory()
                    + "; start `tallyman run` or `tallyman trace`");
        }
        ShellSockets.Socket oldest = live.get(0);
        return new ShellTarget(oldest.path(), command, live.size() == 1 ? null : live.size()
                + " processes serve a shell; this is process " + oldest.pid() + ", the oldest (--list shows all, --pid chooses)");
    }
}
