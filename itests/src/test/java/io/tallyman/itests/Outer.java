package io.tallyman.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A container of Docker's in which another of this machine's daemons runs containers. */
final class Outer implements AutoCloseable {
    private static final String WRITABLE = "for each in /sys/fs/cgroup /sys/fs/cgroup/*; do "
            + "mount -o remount,bind,rw $each; done 2>/dev/null; ";

    final String id;
    private final String name;
    private final Daemon daemon;
    private final Path data = Files.createTempDirectory(Path.of("/var/tmp"), "tm-nested");

    /** What runs in there. */
    enum Daemon {
        DOCKER("/var/lib/docker", "exec dockerd --iptables=false --bridge=none --storage-driver=vfs "
                + "--host unix:///var/run/docker.sock", "docker version", "docker", ""),
        PODMAN("/var/lib/containers", "mkdir -p /var/tmp /var/run/podman; exec podman --storage-driver vfs --events-backend file "
                + "system service --time=0 unix:///var/run/podman/podman.sock",
                "podman --remote --url unix:///var/run/podman/podman.sock version",
                "podman --storage-driver vfs --events-backend file --cgroup-manager cgroupfs --runtime runc",
                "--ulimit nofile=1024:1024 --ulimit nproc=1024:1024");

        private final String store;
        private final String service;
        private final List<String> answers;
        private final List<String> client;
        private final List<String> run;

        /**
         * @param store   where it keeps its images: that cannot be on the container's own overlay
         * @param service the shell command that starts it
         * @param answers the command that succeeds once it answers
         * @param client  its client, with the options that all commands need
         * @param run     options of its containers
         */
        Daemon(String store, String service, String answers, String client, String run) {
            this.store = store;
            this.service = service;
            this.answers = words(answers);
            this.client = words(client);
            this.run = words(run);
        }

        private static List<String> words(String text) {
            return text.isEmpty() ? List.of() : List.of(text.split(" "));
        }
    }

    Outer(String name, Daemon daemon) throws IOException, InterruptedException {
        this.name = name;
        this.daemon = daemon;
        Docker.makeImage();
        // no privilege that the tests may lack themselves
        id = Docker.docker("run", "-d", "--network", "none", "--name", name,
                "--cap-add", "ALL", "--cap-drop", "SYS_RESOURCE", "--security-opt", "seccomp=unconfined",
                "--security-opt", "apparmor=unconfined", "--security-opt", "systempaths=unconfined",
                "--device-cgroup-rule", "a *:* rwm", "-v", "/usr:/usr:ro", "-v", "/lib:/lib:ro", "-v",
                "/lib64:/lib64:ro", "-v", "/etc/containers:/etc/containers:ro", "-v", data + ":" + daemon.store,
                "--tmpfs", "/var/run", "-e", "PATH=/usr/sbin:/usr/bin:/bin", Docker.IMAGE, "/bin/sh", "-c",
                WRITABLE + daemon.service);
        awaitAnswer();
    }

    private void awaitAnswer() throws IOException, InterruptedException {
        for (int i = 0;; i++) {
            try {
                call(daemon.answers);
                return;
            } catch (Commands.Failed e) {
                if (i == 200 || !Docker.docker("ps", "-q", "-f", "name=" + name).matches("[0-9a-f]+")) {
                    throw new IOException(Docker.docker("logs", name), e);
                }
                Thread.sleep(100);
            }
        }
    }

    private String call(List<String> command) throws IOException, InterruptedException {
        return Docker.docker(OwnDaemon.join(List.of("exec", name), command.toArray(String[]::new))
                .toArray(String[]::new));
    }

    void importImage(String image) throws IOException, InterruptedException {
        Path tar = ImageTar.make();
        List<String> command = new ArrayList<>(Docker.command("exec", "-i", name));
        command.addAll(daemon.client);
        command.addAll(List.of("import", "-", image));
        Commands.run(command, tar.toFile());
        Files.delete(tar);
    }

    /** Runs a container in there to its end; returns its id. */
    String run(String image, String container, String... program) throws IOException, InterruptedException {
        String file = "/tmp/" + container + ".cid";
        List<String> command = new ArrayList<>(daemon.client);
        command.addAll(List.of("run", "--rm", "--network", "none", "--name", container, "--cidfile", file));
        command.addAll(daemon.run);
        command.add(image);
        command.addAll(Arrays.asList(program));
        Commands.overlook(1, () -> call(command));
        return call(List.of("/bin/cat", file));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        Docker.docker("rm", "-f", "-v", name);
        Commands.run("rm", "-rf", "--one-file-system", data.toString());
    }
}
