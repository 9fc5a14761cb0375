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

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
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
    }
}
