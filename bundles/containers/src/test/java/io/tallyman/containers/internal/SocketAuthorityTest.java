package io.tallyman.containers.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.containers.RuntimeStatus.State;
import io.tallyman.containers.internal.authority.Authority;
import io.tallyman.containers.internal.authority.Origin;
import io.tallyman.containers.internal.support.FakeRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How far a socket is believed that somebody other than the administrator can lay out. */
class SocketAuthorityTest extends ConnectionsTest {
    private Path linkInAUsersDirectory(Path to) throws IOException {
        Path home = Files.createDirectory(directory.resolve("1007"));
        Path link = Files.createSymbolicLink(home.resolve("docker.sock"), to);
        Files.setAttribute(link, "unix:uid", 1007, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(home, "unix:uid", 1007);
        return link;
    }

    @Test
    @Tag("privileged")
    void believesTheSocketOfAnotherUserForThatUsersCgroupsOnly() throws Exception {
        Path path = listen("docker.sock");
        Files.setAttribute(path, "unix:uid", 1007);
        start(FakeRuntime.docker(path));
        awaitState(path, State.CONNECTED);
        assertEquals(0, connections.ask(DOCKER, question(1, false)));
        assertEquals(1, connections.ask(USERS_DOCKER, question(1, false)));
    }

    @Test
    @Tag("privileged")
    void givesALinkInAUsersDirectoryNoMoreThanTheUsersAuthority() throws Exception {
        Path link = linkInAUsersDirectory(listen("docker.sock"));
        start(FakeRuntime.docker(link));
        awaitState(link, State.CONNECTED);
        assertEquals(0, connections.ask(DOCKER, question(1, false)));
        assertEquals(1, connections.ask(USERS_DOCKER, question(1, false)));
    }

    @Test
    @Tag("privileged")
    void leavesTheMachinesDaemonItsVoiceWhereAUserLeadsToItsSocketToo() throws Exception {
        Path path = listen("docker.sock");
        Path link = linkInAUsersDirectory(path);
        Path second = Files.createSymbolicLink(link.resolveSibling("run"), directory).resolve("docker.sock");
        start(FakeRuntime.docker(second, link, path));
        awaitState(path, State.CONNECTED);
        awaitState(second, State.DUPLICATE);
        awaitState(link, State.DUPLICATE);
        assertEquals(1, connections.ask(DOCKER, question(1, false)));
        assertEquals(0, connections.ask(USERS_DOCKER, question(1, false)));
    }

    @Test
    @Tag("privileged")
    void doesNotConnectWhereAnybodyMayExchangeTheSocketUnlessItWasNamed() throws Exception {
        Path open = Files.createDirectory(directory.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path path = listen("open/docker.sock");
        start(FakeRuntime.docker(path));
        awaitState(path, State.FAILING);
        assertTrue(status(path).detail().contains("can be written to by others"), status(path).detail());
        assertEquals(0, connections.ask(DOCKER, question(1, false)));
        connections.addSocket("docker", path);
        awaitState(path, State.CONNECTED);
        assertEquals(1, connections.ask(DOCKER, question(1, false)));
    }

    @Test
    @Tag("privileged")
    void believesAUsersSocketThatAnAdministratorHasNamedForBoth() throws Exception {
        Path path = listen("docker.sock");
        Files.setAttribute(path, "unix:uid", 1007);
        start(FakeRuntime.docker());
        connections.addSocket("docker", path);
        awaitState(path, State.CONNECTED);
        assertEquals(1, connections.ask(DOCKER, question(1, false)));
        assertEquals(1, connections.ask(USERS_DOCKER, question(1, false)));
        assertEquals(0, connections.ask(new Origin("docker", Authority.ofUser(1008)), question(1, false)));
        assertTrue(connections.reach(USERS_DOCKER).newest() > 0);
    }
}
