package io.tallyman.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The Docker daemon that the tests were given, with an image that holds busybox and {@code calls}. */
final class Docker {
    static final String IMAGE = "bb:1";
    /** For processes that do not get our environment. */
    static final String SOCKET_PROPERTY = "tallyman.docker.socket";
    static final String SOCKET = System.getProperty(SOCKET_PROPERTY,
            System.getenv().getOrDefault("TALLYMAN_DOCKER_SOCKET", "/var/run/docker.sock"));
    private static boolean imageMade;

    private Docker() {
    }

    static String docker(String... arguments) throws IOException, InterruptedException {
        return Commands.run(command(arguments), null).strip();
    }

    static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of("docker", "-H", "unix://" + SOCKET));
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    /** Runs a container without network to its end; returns its id. */
    static String run(String name, String... program) throws IOException, InterruptedException {
        return run(name, List.of(), program);
    }

    /** The same with further options. */
    static String run(String name, List<String> options, String... program) throws IOException, InterruptedException {
        return create(name, program, OwnDaemon.join(List.of("run", "--rm"), options.toArray(String[]::new)));
    }

    /** Starts a container without network in the background; returns its id. */
    static String start(String name, String... program) throws IOException, InterruptedException {
        return create(name, program, List.of("run", "-d"));
    }

    private static String create(String name, String[] program, List<String> how) throws IOException, InterruptedException {
        makeImage();
        Path id = Files.createTempFile("tallyman-it", ".cid");
        Files.delete(id);
        List<String> arguments = new ArrayList<>(how);
        arguments.addAll(List.of("--network", "none", "--name", name, "--cidfile", id.toString(), IMAGE));
        arguments.addAll(Arrays.asList(program));
        Commands.overlook(1, () -> docker(arguments.toArray(String[]::new)));
        String text = Files.readString(id);
        Files.delete(id);
        return text;
    }

    /** An image without a registry: busybox, links to it, and the generator of calls. */
    static synchronized void makeImage() throws IOException, InterruptedException {
        if (imageMade) {
            return;
        }
        Path tar = ImageTar.make();
        Commands.run(command("import", "-", IMAGE), tar.toFile());
        Files.delete(tar);
        imageMade = true;
    }

    /** Something happens in a container until a line has its name: the trace has found this daemon. */
    static void awaitName(Lines trace, String name) throws Exception {
        trace.awaitName(name, () -> docker("exec", name, "/bin/true"));
    }

    static void remove(String name) throws IOException, InterruptedException {
        docker("rm", "-f", name);
    }
}
