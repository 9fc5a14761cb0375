package io.tallyman.containers.internal;

import static io.tallyman.containers.internal.support.Ids.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.tallyman.api.runtime.CgroupMatch;
import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.containers.ContainerState;
import io.tallyman.containers.internal.authority.Origin;
import io.tallyman.containers.internal.authority.Authority;
import io.tallyman.containers.internal.inbox.Message;
import io.tallyman.containers.internal.support.FakeRuntime;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which container each cgroup belongs to. */
class CgroupOwnersTest extends TableTest {
    @Test
    void keepsTheContainerThroughComingAndGoingOfItsChildren() {
        LiveTable table = connected();
        tell(DOCKER, web(1));
        table.advance(now, heard);
        table.created(41, ONE, 0, heard);
        ContainerState state = table.find(41);
        table.created(42, ONE + "/init.scope", 0, heard);
        table.created(43, ONE + "/init.scope/deeper", 0, heard);
        assertSame(state, table.find(42));
        assertSame(state, table.find(43));
        table.removed(43, heard);
        table.removed(42, heard);
        pass(table, 61_001);

        assertEquals(List.of("appeared COMPLETE web1"), heard.take());
        assertSame(state, table.find(41));
        assertEquals("web1", table.find(41).container().name());
        assertEquals(1, table.live());
    }

    @Test
    void givesNestedContainersTheIdsAroundThem() {
        LiveTable table = connected();
        tell(DOCKER, web(1));
        table.advance(now, heard);
        table.created(41, ONE, 0, heard);
        table.created(42, ONE + "/docker", 0, heard);
        table.created(43, ONE + "/docker/" + id(3), 0, heard);
        table.created(44, ONE + "/docker/" + id(3) + "/docker/" + id(4), 0, heard);

        assertSame(table.find(41), table.find(42));
        assertEquals(List.of(id(1)), table.find(43).container().parents());
        assertEquals(List.of(id(1), id(3)), table.find(44).container().parents());
        assertEquals(id(4), table.find(44).container().id());
    }

    @Test
    void makesACgroupAContainerOnceARuntimeDeclaresIt() {
        LiveTable table = connected();
        table.created(40, "/batch", 0, heard);
        table.created(41, "/batch/night", 0, heard);
        table.created(42, "/batch/night/child", 0, heard);
        table.created(43, "/batch/night/child/docker/" + id(3), 0, heard);
        heard.take();

        tell(DOCKER, named(id(9), "job").cgroupPath("/batch").build());
        pass(table, 0);
        assertSame(table.host(), table.find(40), "what has another container in it is not believed");

        tell(DOCKER, named(id(8), "job").cgroupPath("/batch/" + id(8)).build());
        pass(table, 0);
        table.created(48, "/batch/" + id(8), 0, heard);
        table.created(49, "/batch/" + id(8) + "/x", 0, heard);
        assertEquals(id(8), table.find(48).container().id());
        assertSame(table.find(48), table.find(49));
    }

    @Test
    void takesOverTheCgroupsBelowAContainerThatIsRecognisedLate() {
        LiveTable table = connected();
        table.created(41, "/batch/jobs/job-" + id(5), 0, heard);
        table.created(42, "/batch/jobs/job-" + id(5) + "/child", 0, heard);
        assertSame(table.host(), table.find(42));
        tell(DOCKER, web(5));
        pass(table, 0);
        assertEquals(List.of("appeared COMPLETE web5", "settled COMPLETE web5"), heard.take());
        assertSame(table.find(41), table.find(42));
        assertEquals("web5", table.find(42).container().name());
    }

    @Test
    void doesNotNameASecondCgroupThatBearsTheSameId() {
        LiveTable table = connected();
        tell(DOCKER, web(1), web(2));
        table.advance(now, heard);
        table.created(41, ONE, 0, heard);
        table.created(42, "/docker/" + id(2), 0, heard);
        table.created(43, "/docker/" + id(2) + "/docker/" + id(1), 0, heard);
        assertEquals("", table.find(43).container().name());
        assertEquals(List.of(id(2)), table.find(43).container().parents());
    }

    @Test
    void believesAUsersDaemonForTheUsersOwnCgroupsOnly() {
        LiveTable table = connected();
        Origin user = new Origin("docker", Authority.ofUser(1007));
        tell(user, web(1), ContainerFragment.of(id(2)).name("evil").image("x").cgroupPath("/system/ssh").build(), web(3));
        table.advance(now, heard);
        table.created(41, ONE, 0, heard);
        table.created(42, "/system/ssh", 0, heard);
        table.created(43, "/user.slice/user-1007.slice/user@1007.service/docker/" + id(3), 0, heard);
        assertEquals("", table.find(41).container().name());
        assertNull(table.find(42).container());
        assertEquals("web3", table.find(43).container().name());
    }

    @Test
    void tellsTwoContainersWithOneChosenIdApart() {
        LiveTable table = connected();
        tell(CONTAINERD, ContainerFragment.of("c1").name("c1").image("old:1").cgroupPath("/default/c1").build(),
                ContainerFragment.of("c1").name("c1").image("other:1").cgroupPath("/k3s/c1").build());
        table.advance(now, heard);
        table.created(41, "/default/c1", 0, heard);
        table.created(42, "/k3s/c1", 0, heard);
        assertEquals("old:1", table.find(41).container().image());
        assertEquals("other:1", table.find(42).container().image());

        table.removed(41, heard);
        inbox.tell(new Message.Dropped(CONTAINERD, "c1"));
        tell(CONTAINERD, ContainerFragment.of("c1").name("c1").image("new:1").cgroupPath("/default/c1").build());
        table.advance(now, heard);
        table.created(43, "/default/c1", 0, heard);
        assertEquals("new:1", table.find(43).container().image());
        assertEquals("old:1", table.find(41).container().image());
    }

    @Test
    void doesNotTakeMonitorsAndPodsForContainers() {
        LiveTable table = connected();
        tell(DOCKER, web(1));
        table.advance(now, heard);
        table.created(41, "/machine.slice/user/libpod-conmon-" + id(1) + ".scope", 0, heard);
        table.created(42, "/libpod_parent/pods/" + id(3), 0, heard);
        table.created(43, "/libpod_parent/pods/" + id(3) + "/libpod-" + id(1), 0, heard);
        assertSame(table.host(), table.find(41));
        assertSame(table.host(), table.find(42));
        assertEquals("web1", table.find(43).container().name());
        assertEquals(List.of(), table.find(43).container().parents());
    }

    @Test
    void givesTheNameThatAnyRuntimeHasForARandomId() {
        LiveTable table = connected();
        table.created(41, ONE, 0, heard);
        tell(CONTAINERD, web(1));
        pass(table, 0);
        assertEquals("containerd", table.find(41).container().runtime());
    }

    @Test
    void readsPathsAgainByWhatARuntimeHasLearntFromItsDaemon() {
        LiveTable table = connected();
        boolean[] learnt = new boolean[1];
        runtimes.present = List.of(new FakeRuntime("late", path -> learnt[0]
                ? new CgroupMatch(path.substring(path.lastIndexOf('/') + 1), false) : null));
        inbox.reply(new Message.Changed());
        pass(table, 0);
        table.created(41, "/ns/c1", 0, heard);
        assertSame(table.host(), table.find(41));
        tell(new Origin("late", Authority.MACHINE), named("c1", "c1").build());
        pass(table, 0);
        assertSame(table.host(), table.find(41));

        learnt[0] = true;
        runtimes.connected("late", 9);
        inbox.reply(new Message.Changed());
        pass(table, 0);
        assertEquals("c1", table.find(41).container().name());
    }

    @Test
    void givesAReusedCgroupIdToTheNewContainer() {
        LiveTable table = connected();
        tell(DOCKER, web(1), web(2));
        table.advance(now, heard);
        table.created(41, ONE, 0, heard);
        table.removed(41, heard);
        table.created(41, "/docker/" + id(2), 0, heard);
        assertEquals("web2", table.find(41).container().name());
        pass(table, 61_001);
        assertEquals("web2", table.find(41).container().name(), "forgetting the former must not take the new one");
    }
}
