package io.tallyman.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.Rule;
import org.junit.Test;
import org.junit.experimental.categories.Category;
import org.junit.rules.TemporaryFolder;

/** Two releases of one commit, made in different places by different users, are the same. */
@Category(Heavy.class)
public class ReproducibleIT {
    private static final Path TOP = Tallyman.HOME.resolve("../../..").normalize();

    private static final List<String> DEBIAN = List.of("libc6", "zlib1g", "libgcc-s1", "libstdc++6",
            "openjdk-25-jre-headless", "libbpf1", "libelf1");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    /** A commit of what lies in the checkout, committed or not. */
    private static String commit() throws IOException, InterruptedException {
        String changes = git("-c", "user.name=test", "-c", "user.email=test@localhost", "stash", "create");
        return changes.isEmpty() ? git("rev-parse", "HEAD") : changes;
    }

    private static String git(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git", "-C", TOP.toString()));
        command.addAll(List.of(words));
        return Commands.run(command, null).strip();
    }

    private Path release(String commit, String place, String... environment) throws IOException, InterruptedException {
        Path directory = folder.getRoot().toPath().resolve(place);
        Path into = directory.resolve("release");
        Path clones = Files.createDirectories(directory.resolve("clones"));
        List<String> command = new ArrayList<>(List.of("env", "TMPDIR=" + clones));
        command.addAll(List.of(environment));
        command.addAll(List.of("sh", "-c", "umask $UMASK; exec \"$0\" \"$@\"",
                TOP.resolve("distribution/release").toString(), "--commit", commit, "--into", into.toString()));
        Commands.run(command, null);
        return into;
    }

    private static void shouldSayWhatTheImageConsistsOf(Path release, Difference archives)
            throws IOException, InterruptedException {
        Path image = named(release, "tallyman-image-.*\\.tar\\.gz");
        Path bill = named(release, "tallyman-image-.*\\.cdx\\.json");
        Path product = archives.unpack(archives.layers(image).get(1), Difference.TAR);
        Path licenses = product.resolve("opt/tallyman/licenses");
        assertEquals(-1, Files.mismatch(bill, licenses.resolve("sbom.cdx.json")));
        String index = Files.readString(licenses.resolve("README"));
        for (String name : DEBIAN) {
            String purl = "pkg:deb/debian/" + name.replace("+", "%2B") + "@";
            assertTrue(purl, Files.readString(bill).contains(purl) && index.contains(purl));
            assertTrue(name, Files.size(licenses.resolve(name + "/copyright")) > 0);
        }
    }

    private static Path named(Path directory, String pattern) throws IOException {
        String name = names(directory).stream().filter(each -> each.matches(pattern)).findFirst()
                .orElseThrow(() -> new AssertionError(pattern + " is not in the release"));
        return directory.resolve(name);
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** Otherwise the test below could not fail. */
    @Test
    public void shouldNameTheFirstDifferenceInsideOfArchives() throws IOException, InterruptedException {
        Path one = archive("first", "abcdef");
        Path other = archive("second", "abcxef");
        Difference difference = new Difference(folder.newFolder("unpacked").toPath());
        assertEquals("o.tar.gz/i.tar/text differs at byte 3", difference.first("o.tar.gz", one, other));
        Path later = archive("third", "abcdef", "--mtime=@7");
        String listed = difference.first("o.tar.gz", one, later);
        assertTrue(listed, listed.startsWith("o.tar.gz/i.tar lists: "));
        assertNull(difference.first("o.tar.gz", one, archive("fourth", "abcdef")));
    }

    private Path archive(String name, String text, String... options) throws IOException, InterruptedException {
        Path directory = folder.newFolder(name).toPath();
        Files.writeString(directory.resolve("text"), text);
        List<String> inner = new ArrayList<>(List.of("tar", "-C", directory.toString(), "--mtime=@5", "-cf",
                directory.resolve("i.tar").toString()));
        inner.addAll(List.of(options));
        inner.add("text");
        Commands.run(inner, null);
        Path outer = directory.resolve("o.tar.gz");
        Commands.run("tar", "-C", directory.toString(), "--mtime=@5", "-czf", outer.toString(), "i.tar");
        return outer;
    }

    @Test
    public void shouldMakeTheSameReleaseTwice() throws IOException, InterruptedException {
        String commit = commit();
        Path one = release(commit, "one", "UMASK=022", "TZ=UTC", "LC_ALL=C.UTF-8");
        Path other = release(commit, "other/and/deeper", "UMASK=077", "TZ=Asia/Tokyo", "LC_ALL=C");
        List<String> names = names(one);
        assertEquals(names, names(other));
        assertTrue(names.toString(), names.contains("SHA256SUMS"));
        assertTrue(names.toString(), names.stream().anyMatch(name -> name.contains("-image-")));
        Commands.run("env", "-C", one.toString(), "sha256sum", "--check", "--strict", "SHA256SUMS");
        assertEquals(names.size() - 1, Files.readAllLines(one.resolve("SHA256SUMS")).size());
        Difference difference = new Difference(folder.newFolder("unpacked").toPath());
        for (String name : names) {
            if (!name.equals("SHA256SUMS")) {
                assertNull(difference.first(name, one.resolve(name), other.resolve(name)));
            }
        }
        shouldSayWhatTheImageConsistsOf(one, difference);
    }
}
