package io.tallyman.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A containerd of a test's own, by its own client and by Kubernetes' interface. */
final class OwnContainerd extends OwnDaemon {
    private static final String SANDBOX_IMAGE = "docker.io/library/pause:1";

    private final Path configuration = data.resolve("containerd.toml");

    private final Path programs;

    /** Debian's containerd. */
    OwnContainerd() throws IOException, InterruptedException {
        this(null);
    }

    /** @param programs the directory of another containerd, its client and its shim; null for those on the path */
    OwnContainerd(Path programs) throws IOException, InterruptedException {
        this.programs = programs;
        Files.writeString(configuration, String.join("\n", "version = 2",
                "root = \"" + data.resolve("containerd") + "\"", "state = \"" + run.resolve("containerd") + "\"",
                "[plugins.\"io.containerd.grpc.v1.cri\"]", "restrict_oom_score_adj = true",
                "sandbox_image = \"" + SANDBOX_IMAGE + "\"",
                "[plugins.\"io.containerd.grpc.v1.cri\".containerd]", "snapshotter = \"native\"", ""));
        start();
        Docker.makeImage();
        Path tar = data.resolve("image.tar");
        Docker.docker("save", "-o", tar.toString(), Docker.IMAGE);
        call("images", "import", tar.toString());
        show();
    }

    /** What pods need: the image of their containers and one whose own program stays. */
    void preparePods() throws IOException, InterruptedException {
        Path root = ImageTar.make();
        Docker.docker("import", "--change", "CMD [\"/bin/sleep\",\"1031\"]", root.toString(), "pause:1");
        Files.delete(root);
        Path tar = data.resolve("pods.tar");
        Docker.docker("save", "-o", tar.toString(), Docker.IMAGE, "pause:1");
        List<String> arguments = new ArrayList<>(List.of("--namespace", "k8s.io", "images", "import", "--snapshotter",
                "native", tar.toString()));
        if (programs != null) {
            // since 2.0 the daemon unpacks by itself, for the snapshotters alone that its configuration names
            arguments.add(arguments.size() - 1, "--local");
        }
        call(arguments.toArray(String[]::new));
    }

    @Override
    Path programs() {
        return programs;
    }

    private String program(String name) {
        return programs == null ? name : programs.resolve(name).toString();
    }

    @Override
    List<String> server(Path at) {
        return List.of(program("containerd"), "--config", configuration.toString(), "--address", at.toString());
    }

    @Override
    List<String> client(Path at, String... arguments) {
        return join(List.of(program("ctr"), "--address", at.toString()), arguments);
    }

    @Override
    String run(boolean background, String name, String... program) throws Exception {
        List<String> arguments = join(List.of("run", background ? "-d" : "--rm", "--snapshotter", "native",
                Containerd.IMAGE, name), program);
        Commands.overlook(1, () -> call(arguments.toArray(String[]::new)));
        return name;
    }

    @Override
    void exec(String name, String... program) throws Exception {
        List<String> arguments = join(List.of("task", "exec", "--exec-id", "once", name), program);
        Commands.overlook(1, () -> call(arguments.toArray(String[]::new)));
    }

    @Override
    void remove(String name) throws Exception {
        call("task", "delete", "--force", name);
        call("container", "delete", name);
    }

    /** Also of those whose client lost the daemon under way: their processes outlive it. */
    @Override
    public void close() throws IOException, InterruptedException {
        try {
            // a newer client warns of cgroup v1 on stderr
            for (String left : call("task", "list", "--quiet").lines().filter(l -> !l.startsWith("time=")).toList()) {
                call("task", "delete", "--force", left);
            }
        } finally {
            super.close();
        }
    }
}
