package io.tallyman.itests;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The containerd that the tests were given, by its own client; an id is any name. */
final class Containerd {
    static final String IMAGE = "docker.io/library/bb:1";
    static final String SOCKET = System.getenv().getOrDefault("TALLYMAN_CONTAINERD_SOCKET",
            "/run/containerd/containerd.sock");

    private Containerd() {
    }

    static String ctr(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ctr", "--address", SOCKET));
        command.addAll(Arrays.asList(arguments));
        return Commands.run(command, null).strip();
    }

    /** Runs a container to its end; returns its id. The program's own failure is not minded. */
    static String run(String name, String... program) throws IOException, InterruptedException {
        return run(name, List.of(), program);
    }

    /** The same with further options. */
    static String run(String name, List<String> options, String... program) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("run", "--rm", "--snapshotter", "native"));
        arguments.addAll(options);
        arguments.addAll(List.of(IMAGE, name));
        arguments.addAll(Arrays.asList(program));
        Commands.overlook(1, () -> ctr(arguments.toArray(String[]::new)));
        return name;
    }
}
