package io.tallyman.sbom;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Makes jars and poms for the tests, as Maven lays them out. */
final class Trial {
    final Path repository;
    private final Path build;

    Trial(Path directory) throws IOException {
        repository = Files.createDirectories(directory.resolve("repository"));
        build = Files.createDirectories(directory.resolve("build"));
    }

    /** A library in the repository, with a pom that says this between its tags. */
    Path library(String group, String artifact, String version, String pom, Map<String, String> contents)
            throws IOException {
        Coordinates coordinates = new Coordinates(group, artifact, version);
        Path file = coordinates.pom(repository);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "<project>" + pom + "</project>");
        return jar(file.resolveSibling(artifact + "-" + version + ".jar"), contents);
    }

    /** A bundle that this build makes. */
    Path bundle(String artifact, Map<String, String> contents) throws IOException {
        return jar(build.resolve(artifact + "-7.jar"), contents);
    }

    static Map.Entry<String, String> properties(String group, String artifact, String version) {
        return Map.entry("META-INF/maven/" + group + "/" + artifact + "/pom.properties",
                "groupId=" + group + "\nartifactId=" + artifact + "\nversion=" + version + "\n");
    }

    static String license(String name) {
        return "<licenses><license><name>" + name + "</name></license></licenses>";
    }

    private static Path jar(Path file, Map<String, String> contents) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, String> entry : contents.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
        return file;
    }
}
