package io.tallyman.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** A CRI-O of a test's own. Its images come from a Podman that shares its storage. */
final class OwnCrio extends OwnDaemon {
    static final String IMAGE = "localhost/bb:1";
    private static final String PAUSE = "localhost/pause:1";

    private record Running(Cri.Pod pod, String sandbox, String container) {
    }

    private final Path binaries;
    private final Path configuration = data.resolve("crio.conf");
    private final Map<String, Running> running = new ConcurrentHashMap<>();

    /** @param binaries the directory of crio and pinns */
    OwnCrio(Path binaries) throws IOException, InterruptedException {
        this.binaries = binaries;
        Path policy = Files.writeString(data.resolve("policy.json"),
                "{\"default\":[{\"type\":\"insecureAcceptAnything\"}]}");
        Files.writeString(configuration, String.join("\n", "[crio]", setting("root", data.resolve("root")),
                setting("runroot", run.resolve("runroot")), setting("log_dir", data.resolve("logs")),
                setting("version_file", run.resolve("version")), setting("clean_shutdown_file", data.resolve("clean")),
                "storage_driver = \"vfs\"", "internal_wipe = false",
                "[crio.runtime]", "cgroup_manager = \"cgroupfs\"", "conmon_cgroup = \"pod\"", "default_runtime = \"runc\"",
                setting("namespaces_dir", run.resolve("namespaces")), setting("pinns_path", binaries.resolve("pinns")),
                setting("container_exits_dir", run.resolve("exits")),
                setting("container_attach_socket_dir", run.resolve("attach")), "hooks_dir = []",
                "[crio.runtime.runtimes.runc]", "runtime_path = \"/usr/sbin/runc\"", "monitor_path = \"/usr/bin/conmon\"",
                setting("runtime_root", run.resolve("runc")),
                "[crio.image]", "pause_image = \"" + PAUSE + "\"", "pause_command = \"\"",
                setting("signature_policy", policy),
                "[crio.network]", setting("network_dir", data.resolve("networks")),
                "[crio.nri]", "enable_nri = false", ""));
        Files.createDirectories(data.resolve("networks"));
        Path tar = ImageTar.make();
        podman("import", "--change", "CMD [\"/bin/sleep\",\"1031\"]", tar.toString(), PAUSE);
        podman("import", tar.toString(), IMAGE);
        Files.delete(tar);
        start();
        show();
    }

    private static String setting(String name, Path value) {
        return name + " = \"" + value + "\"";
    }

    private void podman(String... arguments) throws IOException, InterruptedException {
        Commands.run(join(List.of("podman", "--root", data.resolve("root").toString(), "--runroot",
                run.resolve("runroot").toString(), "--storage-driver", "vfs"), arguments), null);
    }

    @Override
    List<String> server(Path at) {
        return List.of(binaries.resolve("crio").toString(), "--config", configuration.toString(), "--config-dir", "",
                "--listen", at.toString());
    }

    @Override
    List<String> client(Path at, String... arguments) {
        throw new UnsupportedOperationException("CRI-O is asked by its socket");
    }

    @Override
    void greet(Path at) throws IOException, InterruptedException {
        try (Cri cri = new Cri(at)) {
            cri.version();
        }
    }

    @Override
    String run(boolean background, String name, String... program) throws Exception {
        Cri.Pod pod = new Cri.Pod("on-" + name, "quay", UUID.nameUUIDFromBytes(name.getBytes()).toString(), true);
        try (Cri cri = new Cri(current())) {
            String sandbox = cri.runSandbox(pod);
            if (!background) {
                try {
                    return cri.run(pod, sandbox, IMAGE, name, program);
                } finally {
                    cri.remove(sandbox);
                }
            }
            String id = cri.start(pod, sandbox, IMAGE, name, program);
            running.put(name, new Running(pod, sandbox, id));
            return id;
        }
    }

    @Override
    void exec(String name, String... program) throws Exception {
        try (Cri cri = new Cri(current())) {
            cri.exec(running.get(name).container(), program);
        }
    }

    @Override
    void remove(String name) throws Exception {
        try (Cri cri = new Cri(current())) {
            cri.remove(running.remove(name).sandbox());
        }
    }

    /** Also of those that a failed test has left. */
    @Override
    public void close() throws IOException, InterruptedException {
        try (Cri cri = new Cri(current())) {
            for (Running each : running.values()) {
                cri.remove(each.sandbox());
            }
        } finally {
            super.close();
        }
    }
}
