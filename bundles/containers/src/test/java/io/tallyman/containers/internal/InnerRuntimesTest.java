package io.tallyman.containers.internal;

import static io.tallyman.containers.internal.support.Ids.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.runtime.CgroupMatch;
import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.containers.internal.authority.Origin;
import io.tallyman.containers.internal.authority.Authority;
import io.tallyman.containers.internal.support.FakeRuntime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Runtimes inside containers. */
class InnerRuntimesTest extends TableTest {
    @Test
    void looksForRuntimesInsideContainersThatOthersAreIn() {
        LiveTable table = connected(true);
        tell(DOCKER, web(1), ContainerFragment.of(id(1)).pid(4711).build());
        table.advance(now, heard);
        table.created(41, ONE, 0, heard);
        table.created(42, ONE + "/init.scope", 0, heard);
        assertEquals(Map.of(), runtimes.inside);
        table.created(43, ONE + "/docker/" + id(3), 0, heard);
        table.created(44, ONE + "/default/c1", 0, heard);
        assertEquals(Map.of(ONE, 4711), runtimes.inside);
        assertSame(table.find(41), table.find(44), "nobody waits for what may be nothing");
        heard.take();

        Origin inner = new Origin("docker", Authority.inside(ONE));
        Origin innerContainerd = new Origin("containerd", Authority.inside(ONE));
        tell(inner, web(3), web(5));
        tell(innerContainerd, named("c1", "c1").cgroupPath("/default/c1").build());
        pass(table, 0);
        assertEquals(List.of("settled COMPLETE web3", "appeared COMPLETE c1", "settled COMPLETE c1"), heard.take());
        assertEquals(List.of(id(1)), table.find(44).container().parents());
        table.created(45, "/docker/" + id(5), 0, heard);
        assertEquals("", table.find(45).container().name(), "it speaks of what is inside its container alone");

        tell(DOCKER, ContainerFragment.of(id(3)).name("truth").image("bb:2").cgroupPath(ONE + "/docker/" + id(3))
                .build());
        pass(table, 0);
        assertEquals("truth", table.find(43).container().name());

        table.removed(41, heard);
        assertEquals(Map.of(), runtimes.inside);
    }

    @Test
    void looksInsideOnceTheFirstProcessIsKnownAndOnlyWhenAskedTo() {
        LiveTable table = connected(true);
        tell(DOCKER, web(1));
        table.advance(now, heard);
        table.created(41, ONE, 0, heard);
        table.created(43, ONE + "/docker/" + id(3), 0, heard);
        assertEquals(Map.of(), runtimes.inside);
        tell(DOCKER, ContainerFragment.of(id(1)).pid(4711).build());
        pass(table, 0);
        assertEquals(Map.of(ONE, 4711), runtimes.inside);

        runtimes.inside.clear();
        LiveTable other = connected();
        tell(DOCKER, web(1), ContainerFragment.of(id(1)).pid(4711).build());
        other.advance(now, heard);
        other.created(41, ONE, 0, heard);
        other.created(43, ONE + "/docker/" + id(3), 0, heard);
        assertEquals(Map.of(), runtimes.inside);
    }

    @Test
    void waitsForALookInsideTheContainerAroundWhereNoSocketOutsideIsThere() {
        runtimes.connected("docker", 1);
        LiveTable table = table(true, 4_096, true);
        runtimes.present = List.of(FakeRuntime.docker(), new FakeRuntime("podman", path -> path.contains("/libpod-")
                ? new CgroupMatch(path.substring(path.indexOf("/libpod-") + 8), true) : null));
        tell(DOCKER, web(1));
        table.advance(now, heard);
        table.created(41, ONE, 0, heard);
        table.created(43, ONE + "/libpod-" + id(3), 0, heard);
        for (int i = 0; i < 7; i++) {
            runtimes.looks++;
            pass(table, 101);
        }
        assertTrue(table.find(43).isWaiting(), "its first process is not known yet");

        tell(DOCKER, ContainerFragment.of(id(1)).pid(4711).build());
        pass(table, 101);
        assertTrue(table.find(43).isWaiting());
        pass(table, 251);
        runtimes.looks++;
        pass(table, 251);
        assertEquals("no socket of podman", table.find(43).container().reason());
        assertFalse(table.find(43).isWaiting());
    }
}
