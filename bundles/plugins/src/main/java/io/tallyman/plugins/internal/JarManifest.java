package io.tallyman.plugins.internal;

import io.tallyman.plugins.internal.RefusedException.Again;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarInputStream;
import java.util.jar.Manifest;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

/**
 * The manifest of a bundle, read before the bundle is installed.
 *
 * @param name    symbolic name
 * @param version version of the bundle
 * @param exports packages that the bundle exports
 * @param imports packages that the bundle needs
 * @param host    the bundle that this fragment belongs to, or null
 */
record JarManifest(String name, Version version, List<String> exports, List<Import> imports, String host) {
    private static final int END_SIGNATURE = 0x06054b50;
    private static final int END_SIZE = 22;
    private static final int END_DIRECTORY_SIZE = 12;
    private static final int END_DIRECTORY_OFFSET = 16;

    /** A package that is needed, and the versions that serve. */
    record Import(String name, VersionRange range) {
    }

    static JarManifest read(Path jar) throws RefusedException {
        Manifest manifest;
        try {
            manifest = manifest(jar);
        } catch (IOException | RuntimeException e) {
            throw new RefusedException(Again.SOON, "not a jar: " + oneLine(e.getMessage()));
        }
        Attributes headers = manifest == null ? new Attributes() : manifest.getMainAttributes();
        List<HeaderClause> names = HeaderClause.parse(headers.getValue(Constants.BUNDLE_SYMBOLICNAME));
        if (names.isEmpty() || !"2".equals(headers.getValue(Constants.BUNDLE_MANIFESTVERSION))) {
            throw new RefusedException(Again.CHANGED, "not a bundle: its manifest has no "
                    + (names.isEmpty() ? Constants.BUNDLE_SYMBOLICNAME : Constants.BUNDLE_MANIFESTVERSION + ": 2"));
        }
        try {
            return of(names.get(0).names().get(0), headers);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(Again.CHANGED, "its manifest is wrong: " + oneLine(e.getMessage()));
        }
    }

    /**
     * A manifest is the first entry of most jars, and a library has thousands of entries: {@code JarFile} would read the
     * directory of all of them at each start.
     */
    private static Manifest manifest(Path jar) throws IOException {
        if (isWhole(jar)) {
            try (JarInputStream in = new JarInputStream(Files.newInputStream(jar), false)) {
                if (in.getManifest() != null) {
                    return in.getManifest();
                }
            }
        }
        try (JarFile file = new JarFile(jar.toFile(), false)) {
            return file.getManifest();
        }
    }

    /** Whether the directory of a zip file without a comment ends where the file does, as APPNOTE.TXT 4.3.16 has it. */
    private static boolean isWhole(Path jar) throws IOException {
        try (SeekableByteChannel file = Files.newByteChannel(jar)) {
            ByteBuffer end = ByteBuffer.allocate(END_SIZE).order(ByteOrder.LITTLE_ENDIAN);
            long at = file.size() - END_SIZE;
            return at > 0 && file.position(at).read(end) == END_SIZE && end.getInt(0) == END_SIGNATURE
                    && Integer.toUnsignedLong(end.getInt(END_DIRECTORY_SIZE))
                            + Integer.toUnsignedLong(end.getInt(END_DIRECTORY_OFFSET)) == at;
        }
    }

    private static JarManifest of(String name, Attributes headers) {
        List<HeaderClause> exports = HeaderClause.parse(headers.getValue(Constants.EXPORT_PACKAGE));
        List<HeaderClause> imports = HeaderClause.parse(headers.getValue(Constants.IMPORT_PACKAGE));
        List<HeaderClause> hosts = HeaderClause.parse(headers.getValue(Constants.FRAGMENT_HOST));
        return new JarManifest(name, Version.parseVersion(headers.getValue(Constants.BUNDLE_VERSION)),
                exports.stream().flatMap(c -> c.names().stream()).toList(),
                imports.stream().filter(c -> !c.isOptional()).flatMap(c -> {
                    VersionRange range = new VersionRange(c.parameters().getOrDefault(Constants.VERSION_ATTRIBUTE, "0"));
                    return c.names().stream().map(n -> new Import(n, range));
                }).toList(),
                hosts.isEmpty() ? null : hosts.get(0).names().get(0));
    }

    /** Makes text from a jar fit for a message: one line, no control characters, not too long. */
    static String oneLine(String text) {
        String line = String.valueOf(text).replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
        return line.length() > 400 ? line.substring(0, 400) + "..." : line;
    }
}
