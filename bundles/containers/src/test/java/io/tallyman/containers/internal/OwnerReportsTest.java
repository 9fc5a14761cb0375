package io.tallyman.containers.internal;

import static io.tallyman.containers.internal.support.Ids.id;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyman.api.runtime.CgroupMatch;
import io.tallyman.containers.internal.authority.Authority;
import io.tallyman.containers.internal.authority.Origin;
import io.tallyman.containers.internal.inbox.Message;
import io.tallyman.containers.internal.support.FakeRuntime;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Among whom something is shared: the listener is told which containers are owners. */
class OwnerReportsTest extends TableTest {
    private static final Origin USERS_DOCKER = new Origin("docker", Authority.ofUser(1007));
    private static final String POD = "8f3c1d1e-5b64-4a6f-9a33-0c9b5cf0a917";
    private static final String SLICE = "/user.slice/user-1007.slice/user@1007.service/docker/";

    @Test
    void shouldTellOfAContainerAndOfTheCgroupWithItsSiblings() {
        LiveTable table = connected();
        table.created(40, "/docker", 0, heard);
        assertEquals(Set.of("40/"), heard.owners());
        table.created(41, ONE, 0, heard);
        assertEquals(Set.of("40/", "41"), heard.owners());
        table.removed(41, heard);
        assertEquals(Set.of("40/"), heard.owners());
    }

    @Test
    void shouldTellOfContainersThatWereThereBefore() {
        files.add(40, "/docker", 0);
        files.add(41, ONE, 0);
        connected();
        assertEquals(Set.of("40/", "41"), heard.owners());
    }

    /** A container that is made in there is an owner before anybody has heard of the container. */
    @Test
    void shouldTellOfTheCgroupsOfPodsAndRuntimesBeforeTheyHoldAContainer() {
        files.add(40, "/docker", 0);
        files.add(51, "/kubepods.slice", 0);
        files.add(52, "/kubepods.slice/kubepods-burstable.slice", 0);
        files.add(53, "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod" + POD.replace('-', '_') + ".slice", 0);
        LiveTable table = connected();
        assertEquals(Set.of("40/", "53/"), heard.owners());
        table.created(54, "/kubepods/besteffort", 0, heard);
        table.created(55, "/kubepods/besteffort/pod" + POD, 0, heard);
        table.created(56, "/system.slice/pod" + POD, 0, heard);
        assertEquals(Set.of("40/", "53/", "55/"), heard.owners());
    }

    @Test
    void shouldTellOfNoParentThatAUserOrAContainerHasMade() {
        LiveTable table = connected();
        table.created(40, SLICE.substring(0, SLICE.length() - 1), 1007, heard);
        table.created(41, "/kubepods/pod" + POD, 1007, heard);
        assertEquals(Set.of(), heard.owners());
    }

    /** Its bundle comes after the cgroup. */
    @Test
    void shouldTellOfAParentOnceARuntimeRecognisesIt() {
        files.add(40, "/docker", 0);
        LiveTable table = connected();
        table.created(47, "/late", 0, heard);
        assertEquals(Set.of("40/"), heard.owners());
        runtimes.present = List.of(new FakeRuntime("late", path -> path.startsWith("/late/")
                ? new CgroupMatch(path.substring(path.lastIndexOf('/') + 1), true) : null));
        inbox.reply(new Message.Changed());
        pass(table, 0);
        assertEquals(Set.of("40/", "47/"), heard.owners());
    }

    @Test
    void shouldMakeNoOwnerOfWhatIsInsideAContainer() {
        LiveTable table = connected();
        table.created(41, ONE, 0, heard);
        table.created(42, ONE + "/docker", 0, heard);
        for (int i = 0; i < 101; i++) {
            table.created(43 + i, ONE + "/docker/" + id(3 + i), 0, heard);
        }
        assertEquals(Set.of("41"), heard.owners());
    }

    @Test
    void shouldMakeOwnersInsideTheContainerThatTallymanRunsIn() {
        files.add(41, ONE, 0);
        files.add(42, ONE + "/pods", 0);
        files.add(OWN, ONE + "/pods/tallyman", 0);
        LiveTable table = connected();
        table.created(43, ONE + "/pods/docker/" + id(3), 0, heard);
        assertEquals(Set.of("41", "43"), heard.owners());
    }

    @Test
    void shouldTakeTheShareFromAContainerThatComesToLieInsideOfAnother() {
        LiveTable table = connected();
        table.created(40, "/batch/" + id(8), 0, heard);
        table.created(41, "/batch/" + id(8) + "/docker/" + id(3), 0, heard);
        assertEquals(Set.of("41"), heard.owners());
        tell(DOCKER, named(id(8), "job").cgroupPath("/batch/" + id(8)).build());
        pass(table, 0);
        assertEquals(Set.of("40"), heard.owners());
    }

    /** A user makes cgroups, and the user's daemon calls all of them containers. */
    @Test
    void shouldGiveAUserABoundedNumberOfShares() {
        LiveTable table = connected();
        for (int i = 0; i < OwnerReports.MOST_OF_A_USER + 13; i++) {
            tell(USERS_DOCKER, named(id(1 + i), "web" + i).build());
            table.created(41 + i, SLICE + id(1 + i), 1007, heard);
        }
        pass(table, 0);
        assertEquals(OwnerReports.MOST_OF_A_USER, heard.owners().size());
        table.removed(41, heard);
        table.created(7, SLICE + id(1_009), 1007, heard);
        tell(USERS_DOCKER, named(id(1_009), "another").build());
        pass(table, 0);
        assertEquals(OwnerReports.MOST_OF_A_USER, heard.owners().size());
        assertEquals(true, heard.owners().contains("7"));
    }
}
