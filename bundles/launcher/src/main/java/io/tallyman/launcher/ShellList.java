package io.tallyman.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;

/** {@code tallyman shell --list}: the instances of this user that serve a shell. */
final class ShellList {
    private ShellList() {
    }

    /** @return the exit code */
    static int print(ShellSockets sockets, PrintStream out) {
        try {
            List<ShellSockets.Socket> live = sockets.live();
            if (live.isEmpty()) {
                System.err.println("tallyman: nothing is running here: there is no shell in " + sockets.directory());
                return 1;
            }
            out.printf("%-10s  %-19s  %s%n", "PID", "SINCE", "COMMAND");
            for (ShellSockets.Socket socket : live) {
                out.printf("%-10d  %-19s  %s%n", socket.pid(), since(socket), command(socket.pid()));
            }
            out.flush();
            return 0;
        } catch (IOException e) {
            System.err.println("tallyman: cannot look into " + sockets.directory() + ": " + e.getMessage());
            return 1;
        }
    }

    private static String since(ShellSockets.Socket socket) {
        return DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(socket.opened().toInstant().truncatedTo(ChronoUnit.SECONDS)
                .atZone(ZoneId.systemDefault())).replace('T', ' ');
    }

    /** The words behind the launcher's jar, as far as the kernel tells them. */
    private static String command(long pid) {
        List<String> words = ProcessHandle.of(pid).flatMap(p -> p.info().arguments()).map(Arrays::asList).orElse(List.of());
        int jar = words.indexOf("-jar");
        return "tallyman" + (jar < 0 ? "" : words.stream().skip(jar + 2L).map(w -> " " + w.replaceAll("\\p{Cntrl}", "?"))
                .reduce("", String::concat));
    }
}
