package io.tallyman.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The root file system of the test image as a tar. */
final class ImageTar {
    private ImageTar() {
    }

    static Path make() throws IOException, InterruptedException {
        Path root = Files.createTempDirectory("tallyman-image");
        Path bin = Files.createDirectories(root.resolve("bin"));
        Path busybox = Files.exists(Path.of("/bin/busybox")) ? Path.of("/bin/busybox") : Path.of("/usr/bin/busybox");
        Files.copy(busybox, bin.resolve("busybox"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.copy(Path.of(System.getProperty("tallyman.calls")), bin.resolve("calls"),
                StandardCopyOption.COPY_ATTRIBUTES);
        for (String tool : new String[] {"sh", "ls", "cat", "sleep", "mkdir", "rmdir", "true", "echo", "mount", "id"}) {
            Files.createSymbolicLink(bin.resolve(tool), Path.of("busybox"));
        }
        for (String dir : new String[] {"tmp", "proc", "sys", "etc", "var", "run"}) {
            Files.createDirectories(root.resolve(dir));
        }
        Path tar = Files.createTempFile("tallyman-image", ".tar");
        Commands.run("tar", "-C", root.toString(), "-cf", tar.toString(), ".");
        Commands.run("rm", "-r", root.toString());
        return tar;
    }
}
