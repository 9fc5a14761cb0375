package io.tallyman.containers.internal;

import static io.tallyman.containers.internal.support.Ids.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.container.Metadata;
import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.api.source.LossCounter;
import io.tallyman.containers.ContainerOptions;
import io.tallyman.containers.internal.authority.Authority;
import io.tallyman.containers.internal.authority.Origin;
import io.tallyman.containers.internal.inbox.Inbox;
import io.tallyman.containers.internal.inbox.Message;
import io.tallyman.containers.internal.support.FakeCgroupFiles;
import io.tallyman.containers.internal.support.FakeRuntime;
import io.tallyman.containers.internal.support.FakeRuntimes;
import io.tallyman.containers.internal.support.FakeSource;
import io.tallyman.containers.internal.support.ListenerLog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Daemons that tell of containers without end, each with as many labels as are kept. */
class FloodTest {
    private static final Origin DOCKER = new Origin("docker", Authority.MACHINE);
    private static final Origin USERS_DOCKER = new Origin("docker", Authority.ofUser(1007));
    private static final String SLICE = "/user.slice/user-1007.slice/user@1007.service/docker/";
    private static final int MANY = 3_001;

    private final FakeSource source = new FakeSource(Path.of("/nowhere"));
    private final FakeRuntimes runtimes = new FakeRuntimes();
    private final Inbox inbox = new Inbox(source::wakeup);
    private final ListenerLog heard = new ListenerLog();
    private final LiveTable table;

    FloodTest() {
        runtimes.present = List.of(FakeRuntime.docker());
        runtimes.connected("docker", 1);
        table = new LiveTable(source, runtimes, inbox, ContainerOptions.DEFAULT, new AtomicLong(), Object::new,
                new FakeCgroupFiles(), 0, System::nanoTime, () -> { });
        table.enrich(Metadata.NAME);
        advance();
    }

    private void advance() {
        table.advance(System.nanoTime(), heard);
    }

    private void tell(Origin origin, ContainerFragment fragment) {
        inbox.tell(new Message.Told(origin, List.of(fragment)));
    }

    private static ContainerFragment web(long number) {
        return ContainerFragment.of(id(number)).name("web" + number).image("bb:1").build();
    }

    /** 16,384 characters that nobody else has. */
    private static ContainerFragment heavy(long number) {
        Map<String, String> labels = new TreeMap<>();
        for (int i = 0; i < 4; i++) {
            labels.put("" + i, String.valueOf((char) (0x100 + number % 61)).repeat(4_095));
        }
        return ContainerFragment.of(id(number)).name("web" + number).image("bb:1").labels(labels).build();
    }

    private long count(String counter) {
        return table.failures().stream().filter(c -> c.name().equals(counter)).mapToLong(LossCounter::value).sum();
    }

    private static long used() {
        List<byte[]> pressure = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            System.gc();
            pressure.add(new byte[1 << 20]);
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private String nameOf(long cgroup, String path, int uid) {
        table.created(cgroup, path, uid, heard);
        advance();
        return table.find(cgroup).container().name();
    }

    @Test
    void keepsWhatTheMachineHasToldWhileAUserFloods() {
        for (int i = 1; i <= 7; i++) {
            tell(DOCKER, web(i));
        }
        advance();
        for (int i = 0; i < MANY; i++) {
            tell(USERS_DOCKER, heavy(100_000 + i));
            advance();
        }
        for (int i = 1; i <= 7; i++) {
            assertEquals("web" + i, nameOf(i, "/docker/" + id(i), 0));
        }
        long newest = 100_000 + MANY - 1;
        assertEquals("web" + newest, nameOf(8, SLICE + id(newest), 1007), "the newest of the user's are kept");
        assertTrue(count("enrich_memory_full") > MANY - 100, "counted " + count("enrich_memory_full"));
    }

    @Test
    void holdsABoundedPartOfTheHeapHoweverMuchTheMachinesDaemonTells() {
        long before = used();
        for (int i = 0; i < MANY; i++) {
            tell(DOCKER, heavy(i));
            advance();
        }
        long grown = used() - before;
        assertTrue(grown < 24 << 20, "grew by " + grown);
        assertTrue(count("enrich_memory_full") > 1_000, "counted " + count("enrich_memory_full"));
        assertEquals("web" + (MANY - 1), nameOf(8, "/docker/" + id(MANY - 1), 0));
    }

    @Test
    void namesAUsersContainersWithoutLabelsWhenAllOfThemTogetherAreTooMuch() {
        for (int i = 1; i <= 101; i++) {
            table.created(i, SLICE + id(i), 1007, heard);
            tell(USERS_DOCKER, heavy(i));
            advance();
        }
        assertEquals(101, table.containers().stream().filter(c -> !c.name().isEmpty()).count());
        assertTrue(count("enrich_memory_full") > 80, "counted " + count("enrich_memory_full"));
    }

    @Test
    void hearsTheMachinesDaemonWhileAUsersFloodWaits() {
        for (int i = 0; i < Inbox.MOST_TOLD + 13; i++) {
            tell(USERS_DOCKER, heavy(i));
        }
        assertTrue(count("enrich_answers_dropped") > Inbox.MOST_TOLD - 100);
        long dropped = count("enrich_answers_dropped");
        tell(DOCKER, web(1));
        assertEquals(dropped, count("enrich_answers_dropped"));
        advance();
        assertEquals("web1", nameOf(1, "/docker/" + id(1), 0));
    }

    @Test
    void keepsNothingOfADaemonWhoseContainerIsGone() {
        Origin inner = new Origin("docker", Authority.inside("/docker/" + id(1)));
        table.created(1, "/docker/" + id(1), 0, heard);
        tell(inner, heavy(2));
        advance();
        table.removed(1, heard);
        int held = table.held();
        tell(inner, heavy(3));
        advance();
        assertEquals(held, table.held());
    }
}
