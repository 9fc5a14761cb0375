package io.tallyman.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A root directory with nothing of this machine's but its kernel's file systems, as on a machine of its own. */
final class BareRoot implements AutoCloseable {
    private final Path path;
    private final List<Path> mounted = new ArrayList<>();

    private BareRoot(Path path) {
        this.path = path;
    }

    /** Without a single program. Sockets are looked for below /var/run, which is a link everywhere. */
    static BareRoot empty() throws IOException, InterruptedException {
        BareRoot root = new BareRoot(Files.createTempDirectory(Path.of("/var/tmp"), "tm-bare"));
        try {
            Files.createSymbolicLink(Files.createDirectories(root.path("/var")).resolve("run"), Path.of("/run"));
            root.mount();
        } catch (IOException | InterruptedException | RuntimeException e) {
            root.close();
            throw e;
        }
        return root;
    }

    /** Debian with what {@code apt} needs, made from this machine's own servers. */
    static BareRoot debian() throws IOException, InterruptedException {
        BareRoot root = new BareRoot(Files.createTempDirectory(Path.of("/var/tmp"), "tm-debian"));
        try {
            Path script = Tallyman.HOME.resolve("../../../scripts/debian-root").normalize();
            Commands.run(script.toString(), root.path.toString());
            root.mount();
        } catch (IOException | InterruptedException | RuntimeException e) {
            root.close();
            throw e;
        }
        return root;
    }

    private void mount() throws IOException, InterruptedException {
        for (String name : List.of("proc", "sys", "dev")) {
            mount(Path.of("/", name), name);
        }
    }

    /** Shows a directory of this machine in the root. */
    void mount(Path directory, String where) throws IOException, InterruptedException {
        Path to = Files.createDirectories(path.resolve(where));
        Commands.run("mount", "--rbind", directory.toString(), to.toString());
        mounted.add(0, to);
        Commands.run("mount", "--make-rslave", to.toString());
    }

    Path path(String inside) {
        return path.resolve(inside.substring(1));
    }

    /** Runs a program in the root with the environment of a login, and nothing of the tests'. */
    List<String> command(String... words) {
        return commandWith(List.of(), words);
    }

    /** The same with further variables. */
    List<String> commandWith(List<String> variables, String... words) {
        List<String> command = new ArrayList<>(List.of("env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin"));
        command.addAll(variables);
        command.addAll(List.of("chroot", path.toString()));
        command.addAll(Arrays.asList(words));
        return command;
    }

    String run(String... words) throws IOException, InterruptedException {
        return Commands.run(command(words), null);
    }

    /** Unmounts before anything is removed: what is mounted belongs to this machine. */
    @Override
    public void close() throws IOException, InterruptedException {
        for (Path at : mounted) {
            Commands.run("umount", "-R", "-l", at.toString());
        }
        Commands.run("rm", "-rf", "--one-file-system", path.toString());
    }
}
