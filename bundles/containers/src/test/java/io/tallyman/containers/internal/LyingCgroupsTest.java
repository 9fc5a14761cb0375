package io.tallyman.containers.internal;

import static io.tallyman.containers.internal.support.Ids.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tallyman.api.container.Metadata;
import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.containers.ContainerOptions;
import io.tallyman.containers.internal.authority.Authority;
import io.tallyman.containers.internal.authority.Origin;
import io.tallyman.containers.internal.support.FakeCgroupFiles;
import io.tallyman.containers.internal.inbox.Inbox;
import io.tallyman.containers.internal.inbox.Message;
import io.tallyman.containers.internal.support.FakeRuntime;
import io.tallyman.containers.internal.support.FakeRuntimes;
import io.tallyman.containers.internal.support.FakeSource;
import io.tallyman.containers.internal.support.ListenerLog;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Cgroups whose paths pretend to be containers, made by users and from inside containers. */
class LyingCgroupsTest {
    private static final Origin DOCKER = new Origin("docker", Authority.MACHINE);
    private static final long OWN = 3;
    private static final Origin USERS_DOCKER = new Origin("docker", Authority.ofUser(1007));
    private static final String REAL = "/docker/" + id(1);
    private static final String FAKE = "/delegated/docker/" + id(1);
    private static final String IN_SLICE = "/user.slice/user-1007.slice/user@1007.service/docker/" + id(1);

    private final FakeSource source = new FakeSource(Path.of("/nowhere"));
    private final FakeRuntimes runtimes = new FakeRuntimes();
    private final Inbox inbox = new Inbox(source::wakeup);
    private final ListenerLog heard = new ListenerLog();
    private final FakeCgroupFiles files = new FakeCgroupFiles();
    private long now = 7_000_000_000_007L;

    private LiveTable table() {
        runtimes.present = List.of(FakeRuntime.docker());
        runtimes.connected("docker", 1);
        LiveTable table = new LiveTable(source, runtimes, inbox,
                new ContainerOptions(Duration.ofMillis(2_003), Duration.ofSeconds(61), 4_096, true), new AtomicLong(),
                Object::new, files, OWN, () -> now, () -> { });
        table.enrich(Metadata.NAME);
        pass(table, 0);
        return table;
    }

    private void tell(LiveTable table, Origin origin, ContainerFragment fragment) {
        inbox.tell(new Message.Told(origin, List.of(fragment)));
        pass(table, 0);
    }

    private void pass(LiveTable table, long millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
        table.advance(now, heard);
    }

    private static ContainerFragment web() {
        return ContainerFragment.of(id(1)).name("web1").image("bb:1").build();
    }

    private void assertHost(LiveTable table, long cgroup) {
        for (int i = 0; i < 7; i++) {
            pass(table, 301);
        }
        assertNull(table.find(cgroup).container());
        assertFalse(table.find(cgroup).isWaiting());
    }

    @Test
    void takesAUsersCgroupForTheHosts() {
        LiveTable table = table();
        table.created(40, "/delegated", 0, heard);
        table.created(41, FAKE, 1007, heard);
        assertHost(table, 41);
    }

    @Test
    void takesACgroupOfRootsInAUsersSliceForTheUsers() {
        LiveTable table = table();
        table.created(41, IN_SLICE, 0, heard);
        assertHost(table, 41);
    }

    @Test
    void takesWhatIsFoundInAUsersDirectoryForTheUsers() {
        files.add(40, "/delegated", 1007);
        files.add(41, FAKE, 0);
        assertHost(table(), 41);
    }

    @Test
    void keepsAStoppedContainersNameForTheContainer() {
        LiveTable table = table();
        tell(table, DOCKER, web());
        table.created(41, FAKE, 1007, heard);
        table.created(42, IN_SLICE, 1007, heard);
        table.created(43, REAL, 0, heard);
        pass(table, 0);
        assertEquals("web1", table.find(43).container().name());
        assertHost(table, 41);
        assertHost(table, 42);
    }

    @Test
    void keepsAStoppedContainersNameFromAnotherContainer() {
        LiveTable table = table();
        table.created(41, "/docker/" + id(2), 0, heard);
        table.created(42, "/docker/" + id(2) + "/docker/" + id(1), 0, heard);
        tell(table, DOCKER, web());
        table.created(43, REAL, 0, heard);
        pass(table, 0);
        assertEquals("web1", table.find(43).container().name());
        assertEquals("", table.find(42).container().name());
    }

    @Test
    void asksAUsersDaemonAloneForAUsersCgroup() {
        LiveTable table = table();
        table.created(41, IN_SLICE, 1007, heard);
        pass(table, 13);
        assertEquals(List.of(), runtimes.questions);
    }

    @Test
    void namesAUsersContainerByTheUsersDaemon() {
        LiveTable table = table();
        tell(table, DOCKER, ContainerFragment.of(id(1)).name("another").image("bb:1").build());
        tell(table, USERS_DOCKER, web());
        table.created(41, IN_SLICE, 1007, heard);
        pass(table, 0);
        assertEquals("web1", table.find(41).container().name());
    }

    @Test
    void namesAUsersContainerOnceTheUsersDaemonSaysSo() {
        LiveTable table = table();
        table.created(41, FAKE, 1007, heard);
        assertHost(table, 41);
        tell(table, USERS_DOCKER, web());
        assertEquals("web1", table.find(41).container().name());
    }

    @Test
    void keepsAMachinesDeclaredPathFromAUsersWord() {
        LiveTable table = table();
        ContainerFragment declared = ContainerFragment.of("own").name("web1").image("bb:1").cgroupPath("/a/b").build();
        tell(table, DOCKER, declared);
        tell(table, USERS_DOCKER, ContainerFragment.of("own").name("evil").image("x").cgroupPath("/a/b").build());
        table.created(41, "/a/b", 0, heard);
        pass(table, 0);
        assertEquals("web1", table.find(41).container().name());
    }
}
