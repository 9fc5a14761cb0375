package io.tallyman.containers.internal;

import static io.tallyman.containers.internal.support.Ids.id;

import io.tallyman.api.container.Metadata;
import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.api.source.LossCounter;
import io.tallyman.containers.ContainerOptions;
import io.tallyman.containers.internal.authority.Origin;
import io.tallyman.containers.internal.authority.Authority;
import io.tallyman.containers.internal.inbox.Inbox;
import io.tallyman.containers.internal.inbox.Message;
import io.tallyman.containers.internal.support.FakeCgroupFiles;
import io.tallyman.containers.internal.support.FakeRuntime;
import io.tallyman.containers.internal.support.FakeRuntimes;
import io.tallyman.containers.internal.support.FakeSource;
import io.tallyman.containers.internal.support.ListenerLog;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A table whose source, runtimes, cgroup file system and clock are the test's own. */
abstract class TableTest {
    static final Origin DOCKER = new Origin("docker", Authority.MACHINE);
    /** The cgroup of the process itself. */
    static final long OWN = 3;
    static final Origin CONTAINERD = new Origin("containerd", Authority.MACHINE);
    static final String ONE = "/docker/" + id(1);

    final FakeSource source = new FakeSource(Path.of("/nowhere"));
    final FakeRuntimes runtimes = new FakeRuntimes();
    final Inbox inbox = new Inbox(source::wakeup);
    final ListenerLog heard = new ListenerLog();
    final FakeCgroupFiles files = new FakeCgroupFiles();
    long now = 7_000_000_000_007L;

    LiveTable table(boolean names, int limit) {
        return table(names, limit, false);
    }

    LiveTable table(boolean names, int limit, boolean nested) {
        runtimes.present = List.of(FakeRuntime.docker(), FakeRuntime.containerd());
        LiveTable table = new LiveTable(source, runtimes, inbox,
                new ContainerOptions(Duration.ofMillis(2_003), Duration.ofSeconds(61), limit, nested), new AtomicLong(),
                Object::new, files, OWN, () -> now, () -> { });
        if (names) {
            table.enrich(Metadata.NAME);
            table.advance(now, heard);
            heard.take();
        }
        return table;
    }

    LiveTable connected() {
        return connected(false);
    }

    LiveTable connected(boolean nested) {
        runtimes.connected("docker", 1);
        runtimes.connected("containerd", 2);
        return table(true, 4_096, nested);
    }

    void tell(Origin origin, ContainerFragment... fragments) {
        inbox.tell(new Message.Told(origin, List.of(fragments)));
    }

    void pass(LiveTable table, long millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
        table.advance(now, heard);
    }

    /** All that makes a container complete. */
    static ContainerFragment.Builder named(String id, String name) {
        return ContainerFragment.of(id).name(name).image("bb:1").imageKnown(true).created(1_007);
    }

    static ContainerFragment web(long number) {
        return named(id(number), "web" + number).build();
    }

    static long count(LiveTable table, String counter) {
        return table.failures().stream().filter(c -> c.name().equals(counter)).mapToLong(LossCounter::value).sum();
    }
}
