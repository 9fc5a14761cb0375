package io.tallyman.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The directory of a ConfigMap, written as the kubelet writes it. Its atomic writer fills a new directory with the time in
 * its name, and exchanges the link {@code ..data}; what a container sees are links through {@code ..data}.
 */
final class ConfigVolume {
    private static final String DATA = "..data";
    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("'..'yyyy_MM_dd_HH_mm_ss.");

    private final Path directory;

    /** @param directory is made, and everybody may write to it, as the kubelet makes it */
    ConfigVolume(Path directory) throws IOException {
        this.directory = Files.createDirectory(directory);
        mode(directory, "rwxrwxrwx");
    }

    Path directory() {
        return directory;
    }

    /** Makes these the files of the volume, by name. */
    void write(Map<String, String> files) throws IOException, InterruptedException {
        Path data = directory.resolve(DATA);
        Path before = Files.isSymbolicLink(data) ? directory.resolve(Files.readSymbolicLink(data)) : null;
        Path next = Files.createTempDirectory(directory, LocalDateTime.now().format(NAME));
        mode(next, "rwxr-xr-x");
        for (Map.Entry<String, String> file : files.entrySet()) {
            mode(Files.writeString(next.resolve(file.getKey()), file.getValue()), "rw-r--r--");
        }
        Path link = Files.createSymbolicLink(directory.resolve("..data_tmp"), next.getFileName());
        Files.move(link, data, StandardCopyOption.ATOMIC_MOVE);
        for (String name : files.keySet()) {
            if (!Files.isSymbolicLink(directory.resolve(name))) {
                Files.createSymbolicLink(directory.resolve(name), Path.of(DATA, name));
            }
        }
        try (Stream<Path> all = Files.list(directory)) {
            for (Path one : all.filter(path -> !path.getFileName().toString().startsWith("..")).toList()) {
                if (!files.containsKey(one.getFileName().toString())) {
                    Files.delete(one);
                }
            }
        }
        if (before != null) {
            Commands.run("rm", "-r", before.toString());
        }
    }

    private static void mode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }
}
