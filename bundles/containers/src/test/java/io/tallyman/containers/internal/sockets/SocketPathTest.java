package io.tallyman.containers.internal.sockets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.containers.internal.authority.Authority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users who put sockets, links and directories where a runtime's socket is looked for. */
@Tag("privileged")
class SocketPathTest {
    @TempDir
    Path directory;

    private Path real;
    private Path home;

    @BeforeEach
    void make() throws IOException {
        real = Files.createFile(Files.createDirectory(directory.resolve("run")).resolve("docker.sock"));
        home = owned(Files.createDirectory(directory.resolve("1007")), 1007);
    }

    private static Path owned(Path path, int uid) throws IOException {
        Files.setAttribute(path, "unix:uid", uid, java.nio.file.LinkOption.NOFOLLOW_LINKS);
        return path;
    }

    private static void mode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private static Authority authority(Path path) {
        SocketPath.Owner owner = SocketPath.owner(path);
        assertEquals("", owner.problem());
        return owner.authority();
    }

    private static String problem(Path path) {
        return SocketPath.owner(path).problem();
    }

    @Test
    void givesRootsSocketTheMachinesAuthority() throws IOException {
        assertEquals(Authority.MACHINE, authority(real));
        Path link = Files.createSymbolicLink(directory.resolve("run/podman.sock"), Path.of("../run/docker.sock"));
        assertEquals(Authority.MACHINE, authority(link), "a link of root's is as good as the socket");
    }

    @Test
    void givesAUsersLinkToRootsSocketTheUsersAuthority() throws IOException {
        Path link = owned(Files.createSymbolicLink(home.resolve("docker.sock"), real), 1007);
        assertEquals(Authority.ofUser(1007), authority(link));
    }

    @Test
    void givesRootsSocketInAUsersDirectoryTheUsersAuthority() throws IOException {
        assertEquals(Authority.ofUser(1007), authority(Files.createFile(home.resolve("docker.sock"))));
    }

    @Test
    void givesAUsersSocketBehindALinkOfRootsTheUsersAuthority() throws IOException {
        Path theirs = Files.createFile(home.resolve("docker.sock"));
        Path link = Files.createSymbolicLink(directory.resolve("run/user.sock"), theirs);
        assertEquals(Authority.ofUser(1007), authority(link));
    }

    @Test
    void believesNobodyWhereTwoUsersMeet() throws IOException {
        Path other = owned(Files.createFile(home.resolve("docker.sock")), 1008);
        assertTrue(problem(other).contains("another user"), problem(other));
    }

    @Test
    void believesNobodyWhereAnybodyMayExchangeTheSocket() throws IOException {
        mode(real.getParent(), "rwxrwxrwx");
        assertTrue(problem(real).contains("written to by others"), problem(real));
        Files.setAttribute(real.getParent(), "unix:mode", 01777);
        assertEquals(Authority.MACHINE, authority(real), "in a sticky directory nobody can");
    }

    @Test
    void believesNobodyWhereAGroupMayExchangeTheSocket() throws IOException {
        Files.setAttribute(real.getParent(), "unix:gid", 1007);
        mode(real.getParent(), "rwxrwx---");
        assertTrue(problem(real).contains("written to by others"), problem(real));
    }

    @Test
    void endsWhereLinksGoRound() throws IOException {
        Path link = directory.resolve("run/round.sock");
        Files.createSymbolicLink(link, link);
        assertTrue(problem(link).contains("too many links"), problem(link));
    }
}
