package io.tallyman.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A Podman service of a test's own. Its containers are run beside it on the same storage. */
final class OwnPodman extends OwnDaemon {
    private final List<String> podman = List.of("podman", "--root", data.resolve("podman").toString(), "--runroot",
            run.resolve("podman").toString(), "--storage-driver", "vfs", "--runtime", "runc");

    OwnPodman() throws IOException, InterruptedException {
        start();
        Path tar = ImageTar.make();
        beside("import", tar.toString(), "bb:1");
        Files.delete(tar);
        show();
    }

    @Override
    List<String> server(Path at) {
        return join(podman, "system", "service", "--time=0", "unix://" + at);
    }

    @Override
    List<String> client(Path at, String... arguments) {
        return join(List.of("podman", "--remote", "--url", "unix://" + at), arguments);
    }

    /** For its version it takes half a second. */
    @Override
    String greeting() {
        return "ps";
    }

    private String beside(String... arguments) throws IOException, InterruptedException {
        return Commands.run(join(podman, arguments), null);
    }

    @Override
    String run(boolean background, String name, String... program) throws Exception {
        return run(List.of(background ? "-d" : "--rm"), name, program);
    }

    /** Starts a container in the background whose health is checked by a command, whenever {@link #check} asks for it. */
    String runChecked(String name, String check, String... program) throws Exception {
        return run(List.of("-d", "--health-cmd", check, "--health-interval", "disable"), name, program);
    }

    /** Has the health of a container checked. */
    void check(String name) throws Exception {
        Commands.overlook(1, () -> beside("healthcheck", "run", name));
    }

    private String run(List<String> options, String name, String... program) throws Exception {
        Path id = data.resolve(name + ".cid");
        List<String> arguments = join(join(join(List.of("run"), options.toArray(String[]::new)), "--network", "none", "--ulimit",
                "nofile=1024:1024", "--ulimit", "nproc=1024:1024", "--name", name, "--cidfile", id.toString(),
                Podman.IMAGE), program);
        Commands.overlook(1, () -> beside(arguments.toArray(String[]::new)));
        return Files.readString(id);
    }

    @Override
    void exec(String name, String... program) throws Exception {
        List<String> arguments = join(List.of("exec", name), program);
        Commands.overlook(1, () -> beside(arguments.toArray(String[]::new)));
    }

    @Override
    void remove(String name) throws Exception {
        beside("rm", "-f", "-t", "0", name);
    }
}
