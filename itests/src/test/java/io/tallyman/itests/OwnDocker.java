package io.tallyman.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A dockerd of a test's own, on the containerd that the tests were given. */
final class OwnDocker extends OwnDaemon {
    private final String storage;

    OwnDocker() throws IOException, InterruptedException {
        this("vfs");
    }

    /** @param storage the storage driver; overlay2 cannot have its layers on a file system that is an overlay itself */
    OwnDocker(String storage) throws IOException, InterruptedException {
        this.storage = storage;
        Path layers = Files.createDirectory(data.resolve("docker"));
        Commands.run("mount", "-t", "tmpfs", "tm-own", layers.toString());
        start();
        Path tar = ImageTar.make();
        call("import", tar.toString(), Docker.IMAGE);
        Files.delete(tar);
        show();
    }

    @Override
    List<String> server(Path at) {
        return List.of("dockerd", "--iptables=false", "--bridge=none", "--storage-driver=" + storage, "--host", "unix://" + at,
                "--data-root", data.resolve("docker").toString(), "--exec-root", run.resolve("docker").toString(),
                "--pidfile", run.resolve("pid").toString(), "--containerd", Containerd.SOCKET,
                "--containerd-namespace", "own", "--containerd-plugins-namespace", "own-plugins");
    }

    @Override
    List<String> client(Path at, String... arguments) {
        return join(List.of("docker", "-H", "unix://" + at), arguments);
    }

    @Override
    String run(boolean background, String name, String... program) throws Exception {
        Path id = data.resolve(name + ".cid");
        List<String> arguments = join(List.of("run", background ? "-d" : "--rm", "--network", "none", "--name", name,
                "--cidfile", id.toString(), Docker.IMAGE), program);
        Commands.overlook(1, () -> call(arguments.toArray(String[]::new)));
        return Files.readString(id);
    }

    @Override
    void exec(String name, String... program) throws Exception {
        List<String> arguments = join(List.of("exec", name), program);
        Commands.overlook(1, () -> call(arguments.toArray(String[]::new)));
    }

    @Override
    void remove(String name) throws Exception {
        call("rm", "-f", name);
    }
}
