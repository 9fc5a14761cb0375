package io.tallyman.runtime.containerd.internal;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A real containerd for tests, beside whatever else runs, which is stopped again. It has {@code docker.io/library/bb:1},
 * busybox alone, in the namespaces that a test names.
 */
final class Containerd implements AutoCloseable {
    static final String IMAGE = "docker.io/library/bb:1";

    private final Path own;
    private final Path archive;
    private String imageId;
    private Process process;

    Containerd() throws IOException, InterruptedException {
        own = Files.createTempDirectory(Path.of("/run"), "tm-containerd");
        Files.writeString(own.resolve("config.toml"), "version = 2\nroot = \"" + own + "/root\"\nstate = \"" + own
                + "/state\"\n[grpc]\naddress = \"" + socket() + "\"\n[ttrpc]\naddress = \"" + own + "/ttrpc.sock\"\n");
        archive = own.resolve("bb.tar");
        makeImage();
        start();
    }

    Path socket() {
        return own.resolve("containerd.sock");
    }

    /** Name of a cgroup at the root that no other run uses; it is removed at the end. */
    String cgroup() {
        return own.getFileName().toString();
    }

    /** Digest of the image's configuration. */
    String imageId() {
        return imageId;
    }

    void start() throws IOException, InterruptedException {
        process = new ProcessBuilder("containerd", "--config", own.resolve("config.toml").toString())
                .redirectErrorStream(true).redirectOutput(Redirect.appendTo(own.resolve("log").toFile())).start();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (new ProcessBuilder("ctr", "--address", socket().toString(), "version").redirectErrorStream(true)
                .redirectOutput(Redirect.DISCARD).start().waitFor() != 0) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new IOException("containerd did not start:\n" + Files.readString(own.resolve("log")));
            }
            Thread.sleep(20);
        }
    }

    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    /** Runs ctr in a namespace and gives what it prints, trimmed. */
    String ctr(String namespace, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ctr", "--address", socket().toString(), "--namespace", namespace));
        command.addAll(List.of(arguments));
        return run(command);
    }

    void importImage(String namespace) throws IOException, InterruptedException {
        ctr(namespace, "images", "import", "--snapshotter", "native", archive.toString());
    }

    private void makeImage() throws IOException, InterruptedException {
        Path bin = Files.createDirectories(own.resolve("image/root/bin"));
        Files.copy(Path.of("/bin/busybox"), bin.resolve("busybox"));
        bin.resolve("busybox").toFile().setExecutable(true);
        for (String applet : List.of("sh", "ls", "sleep", "true")) {
            Files.createSymbolicLink(bin.resolve(applet), Path.of("busybox"));
        }
        Path image = own.resolve("image");
        run(List.of("tar", "-C", image.resolve("root").toString(), "-cf", image.resolve("layer.tar").toString(), "."));
        String config = "{\"architecture\":\"" + (System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64")
                + "\",\"os\":\"linux\",\"config\":{\"Env\":[\"PATH=/bin\"]},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\""
                + sha256(Files.readAllBytes(image.resolve("layer.tar"))) + "\"]}}";
        imageId = sha256(config.getBytes(StandardCharsets.UTF_8));
        Files.writeString(image.resolve("config.json"), config);
        Files.writeString(image.resolve("manifest.json"),
                "[{\"Config\":\"config.json\",\"RepoTags\":[\"bb:1\"],\"Layers\":[\"layer.tar\"]}]");
        run(List.of("tar", "-C", image.toString(), "-cf", archive.toString(), "manifest.json", "config.json", "layer.tar"));
    }

    private static String sha256(byte[] bytes) throws IOException {
        try {
            return "sha256:" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IOException(e);
        }
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        Process started = new ProcessBuilder(command).redirectErrorStream(true).start();
        started.getOutputStream().close();
        String printed = new String(started.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
        if (started.waitFor() != 0) {
            throw new IOException(command + ": " + printed);
        }
        return printed;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        stop();
        run(List.of("sh", "-c", "grep -o ' " + own + "[^ ]*' /proc/mounts | xargs -r umount -l; rm -r " + own));
        run(List.of("find", "/sys/fs/cgroup", "-depth", "-type", "d", "-path", "*/" + cgroup() + "*", "-exec", "rmdir", "{}",
                ";"));
    }
}
