package io.tallyman.sbom;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A jar of a Maven repository or of this build.
 *
 * @param file        where the jar lies
 * @param coordinates of the jar
 * @param contents    the path of each file in the jar but those in {@code META-INF}, with the checksum of its bytes
 * @param shaded      what the jar has of other projects, by the properties that Maven leaves in a jar
 * @param texts       the path and the text of each licence and notice in the jar
 */
record Jar(Path file, Coordinates coordinates, Map<String, Long> contents, List<Coordinates> shaded,
        Map<String, byte[]> texts) {
    private static final String OURS = "io.tallyman";

    static Jar read(Path file, Path repository) throws IOException {
        Map<String, Long> contents = new TreeMap<>();
        List<Coordinates> projects = new ArrayList<>();
        Map<String, byte[]> texts = new TreeMap<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (ZipEntry entry : zip.stream().filter(each -> !each.isDirectory()).toList()) {
                String name = entry.getName();
                if (name.matches("META-INF/maven/[^/]+/[^/]+/pom\\.properties")) {
                    projects.add(coordinates(zip, entry));
                } else if (LicenseTexts.isLicense(name)) {
                    texts.put(name, bytes(zip, entry));
                } else if (!name.startsWith("META-INF/")) {
                    contents.put(name, entry.getCrc());
                }
            }
        }
        Coordinates own = own(file, repository, projects);
        projects.removeIf(project -> project.name().equals(own.name()));
        return new Jar(file, own, contents, List.copyOf(projects), new LinkedHashMap<>(texts));
    }

    /** Whether this project has made the jar. */
    boolean isOurs() {
        return coordinates.group().equals(OURS);
    }

    private static Coordinates own(Path file, Path repository, List<Coordinates> projects) throws IOException {
        if (file.startsWith(repository)) {
            return Coordinates.of(file, repository);
        }
        return projects.stream().filter(project -> project.group().equals(OURS)).findFirst()
                .orElseThrow(() -> new IOException(file + " lies outside the repository and is not Tallyman's"));
    }

    private static Coordinates coordinates(ZipFile zip, ZipEntry entry) throws IOException {
        Properties properties = new Properties();
        try (InputStream in = zip.getInputStream(entry)) {
            properties.load(in);
        }
        return new Coordinates(properties.getProperty("groupId"), properties.getProperty("artifactId"),
                properties.getProperty("version"));
    }

    private static byte[] bytes(ZipFile zip, ZipEntry entry) throws IOException {
        try (InputStream in = zip.getInputStream(entry)) {
            return in.readAllBytes();
        }
    }
}
