package io.tallyman.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The Podman service that the tests were given; containers are run beside it on the same storage. */
final class Podman {
    static final String IMAGE = "localhost/bb:1";
    static final String SOCKET = System.getenv().getOrDefault("TALLYMAN_PODMAN_SOCKET", "/var/run/podman/podman.sock");

    private Podman() {
    }

    static String podman(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("podman"));
        if (System.getenv("TALLYMAN_PODMAN_ROOT") != null) {
            command.addAll(List.of("--root", System.getenv("TALLYMAN_PODMAN_ROOT"), "--runroot",
                    System.getenv("TALLYMAN_PODMAN_RUNROOT"), "--storage-driver", "vfs"));
        }
        command.addAll(List.of("--runtime", "runc"));
        command.addAll(Arrays.asList(arguments));
        return Commands.run(command, null).strip();
    }

    /** Runs a container to its end; returns its id. The program's own failure is not minded. */
    static String run(String name, String... program) throws IOException, InterruptedException {
        return run(name, List.of(), program);
    }

    /** The same with further options. */
    static String run(String name, List<String> options, String... program) throws IOException, InterruptedException {
        Path id = Files.createTempFile("tallyman-it", ".cid");
        Files.delete(id);
        List<String> arguments = new ArrayList<>(List.of("run", "--rm", "--network", "none", "--ulimit",
                "nofile=1024:1024", "--ulimit", "nproc=1024:1024", "--name", name, "--cidfile", id.toString()));
        arguments.addAll(options);
        arguments.add(IMAGE);
        arguments.addAll(Arrays.asList(program));
        Commands.overlook(1, () -> podman(arguments.toArray(String[]::new)));
        String text = Files.readString(id);
        Files.delete(id);
        return text;
    }
}
