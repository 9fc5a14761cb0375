package io.tallyman.sbom;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes the texts of licences into one directory, a directory for each part. A part whose text is nowhere to be had
 * is an error, because without the text the part must not be passed on.
 */
final class LicenseTexts {
    /** Apache-2.0, this project's own licence and that of parts which bring no text of their own. */
    static final String OWN = "LICENSE";
    private static final Pattern FILE = Pattern.compile(
            "(META-INF/)?(licenses?/)?([^/]*(LICEN[SC]E|COPYING|NOTICE)[^/]*|AL2\\.0|LGPL2\\.1)(?<!\\.class)",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern NOTICE = Pattern.compile(".*NOTICE[^/]*", Pattern.CASE_INSENSITIVE);
    private static final Path COMMON = Path.of("/usr/share/common-licenses");
    private static final Pattern REFERENCE = Pattern.compile(COMMON + "/([A-Za-z0-9.+-]*[A-Za-z0-9])");

    private final Path directory;

    LicenseTexts(Path directory) {
        this.directory = directory;
    }

    /** Whether a file of a jar is the text of a licence or a notice. */
    static boolean isLicense(String path) {
        return FILE.matcher(path).matches();
    }

    /** Writes this project's licence. */
    void writeOwn(Path license) throws IOException {
        write(OWN, Files.readAllBytes(license));
    }

    /**
     * Writes what a part brings along, or else the text that this project has for that part.
     *
     * @param license the SPDX name of the part's licence
     * @return the files with the texts, relative to the directory
     */
    List<String> write(String part, String license, Map<String, byte[]> texts) throws IOException {
        List<String> files = new ArrayList<>();
        for (Map.Entry<String, byte[]> text : texts.entrySet()) {
            String name = text.getKey().substring(text.getKey().lastIndexOf('/') + 1);
            files.add(write(part + "/" + name, text.getValue()));
        }
        if (texts.keySet().stream().allMatch(name -> NOTICE.matcher(name).matches())) {
            files.add(missing(part, license));
        }
        return files;
    }

    private String missing(String part, String license) throws IOException {
        List<String> known = writeKnown(part);
        if (!known.isEmpty()) {
            return known.get(0);
        }
        if (license.equals("Apache-2.0")) {
            return OWN;
        }
        throw new IOException("no text of the licence of " + part + ", " + license + ": the jar has none, so texts/"
                + part + ".txt must");
    }

    /** Writes the text that this project has for a part, if there is one. */
    List<String> writeKnown(String part) throws IOException {
        try (InputStream in = LicenseTexts.class.getResourceAsStream("texts/" + part + ".txt")) {
            return in == null ? List.of() : List.of(write(part + "/LICENSE", in.readAllBytes()));
        }
    }

    /** Writes the copyright file of a Debian package, and the texts that the file refers to. */
    List<String> writeDebian(String name, Path copyright) throws IOException {
        List<String> files = new ArrayList<>();
        files.add(write(name + "/copyright", Files.readAllBytes(copyright)));
        Matcher references = REFERENCE.matcher(Files.readString(copyright));
        while (references.find()) {
            Path common = COMMON.resolve(references.group(1));
            String file = "common-licenses/" + references.group(1);
            if (Files.exists(common) && !files.contains(file)) {
                files.add(write(file, Files.readAllBytes(common)));
            }
        }
        return files;
    }

    private String write(String name, byte[] text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, text);
        return name;
    }
}
