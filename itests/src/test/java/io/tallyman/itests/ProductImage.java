package io.tallyman.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The container image of the product, loaded into the Docker daemon of the tests. */
final class ProductImage {
    static final String NAME = "tallyman:latest";
    private static final Path DISTRIBUTION = Tallyman.HOME.resolve("../..").normalize();
    /** {@code --privileged} but for the one right that the machine of the tests may lack. */
    private static final List<String> PRIVILEGED = List.of("--cap-add", "ALL", "--cap-drop", "SYS_RESOURCE",
            "--security-opt", "seccomp=unconfined", "--security-opt", "apparmor=unconfined", "--security-opt",
            "systempaths=unconfined");
    private static final List<String> LEAST = List.of("--cap-drop", "ALL", "--cap-add", "SYS_ADMIN", "--read-only");

    private static boolean built;

    private ProductImage() {
    }

    /** Builds the image from the product as it lies there, once. */
    static synchronized void build() throws IOException, InterruptedException {
        if (!built) {
            Commands.run(DISTRIBUTION.resolve("image/build").toString());
            built = true;
        }
    }

    /** Loads it into the Docker daemon of the tests. */
    static void load() throws IOException, InterruptedException {
        build();
        Docker.docker("load", "-i", file().toString());
    }

    static Path file() throws IOException {
        try (Stream<Path> files = Files.list(DISTRIBUTION.resolve("target"))) {
            return files.filter(file -> file.getFileName().toString().matches("tallyman-image-.*\\.tar\\.gz")).findFirst()
                    .orElseThrow(() -> new IOException("no image in " + DISTRIBUTION.resolve("target")));
        }
    }

    /**
     * The command that runs the image as the documents say.
     *
     * @param options     of {@code docker run}, behind those that every form has
     * @param arguments   of the image
     */
    static List<String> command(String name, List<String> options, String... arguments) {
        return command(name, PRIVILEGED, options, arguments);
    }

    /** The same with as few rights as tracing needs. */
    static List<String> least(String name, List<String> options, String... arguments) {
        return command(name, LEAST, options, arguments);
    }

    private static List<String> command(String name, List<String> rights, List<String> options, String... arguments) {
        List<String> words = new ArrayList<>(List.of("run", "--name", name, "--rm", "--pid=host", "--cgroupns=host", "-v",
                "/etc/os-release:/etc/os-release-host:ro"));
        words.addAll(rights);
        words.addAll(options);
        if (!options.contains("--network")) {
            words.addAll(List.of("--network", "none"));
        }
        words.add(NAME);
        words.addAll(Arrays.asList(arguments));
        return Docker.command(words.toArray(String[]::new));
    }

    /** Mounts the directory of the daemons' sockets where the image looks for them. */
    static List<String> withSockets(String... options) {
        List<String> all = new ArrayList<>(List.of("-v", Path.of(Docker.SOCKET).getParent() + ":/var/run"));
        all.addAll(Arrays.asList(options));
        return all;
    }
}
