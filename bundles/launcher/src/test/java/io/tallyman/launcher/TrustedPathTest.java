package io.tallyman.launcher;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustedPathTest {
    @TempDir
    private Path top;
    private Path plugins;
    private Path jar;

    @BeforeEach
    void lay() throws IOException {
        plugins = Files.createDirectory(top.resolve("plugins"));
        jar = Files.writeString(plugins.resolve("a.jar"), "jar");
        mode(plugins, "rwxr-xr-x");
        mode(jar, "rw-r--r--");
    }

    private static void mode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private static void assertRefused(Path asked, Path named) {
        LaunchException refused = assertThrows(LaunchException.class, () -> TrustedPath.check(asked));
        assertTrue(refused.getMessage().startsWith(named + " "), refused.getMessage());
    }

    @Test
    void shouldTakeWhatIsOurs() {
        // the parents' sticky directory is /tmp
        assertDoesNotThrow(() -> TrustedPath.check(jar));
    }

    @Test
    void shouldRefuseWhatOthersCanWrite() throws IOException {
        mode(jar, "rw-r--rw-");
        assertRefused(jar, jar);
    }

    @Test
    void shouldRefuseWhatIsInADirectoryOthersCanWrite() throws IOException {
        mode(plugins, "rwxr-xrwx");
        assertRefused(jar, plugins);
    }

    /** As Kubernetes mounts a ConfigMap. */
    @Test
    @Tag("privileged")
    void shouldTakeADirectoryThatIsOpenToAllOnAMountThatNobodyCanWriteTo() throws Exception {
        mode(plugins, "rwxrwxrwx");
        assertRefused(plugins, plugins);
        run("mount", "--bind", "-o", "ro", plugins.toString(), plugins.toString());
        try {
            assertDoesNotThrow(() -> TrustedPath.check(plugins));
        } finally {
            run("umount", plugins.toString());
        }
        assertTrue(TrustedPath.problem(plugins).contains("can be written to by others"));
    }

    private static void run(String... command) throws Exception {
        assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
    }

    @Test
    void shouldLookBehindALink() throws IOException {
        mode(jar, "rw-rw-rw-");
        assertRefused(Files.createSymbolicLink(top.resolve("link.jar"), jar), jar);
    }

    @Test
    void shouldNameWhatIsMissing() {
        assertRefused(top.resolve("config"), top.resolve("config"));
    }

    @Test
    @Tag("privileged")
    void shouldRefuseWhatBelongsToSomebodyElse() throws IOException {
        Files.setAttribute(jar, "unix:uid", 65534);
        assertRefused(jar, jar);
    }
}
