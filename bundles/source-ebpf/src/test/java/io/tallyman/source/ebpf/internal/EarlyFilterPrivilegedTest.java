package io.tallyman.source.ebpf.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.filter.Condition;
import io.tallyman.api.filter.HeaderField;
import io.tallyman.engine.early.Subscriber;
import io.tallyman.source.ebpf.internal.machine.CgroupHierarchies;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the early filter leaves out, held against a second session that sees everything. */
@Tag("privileged")
@Timeout(120)
class EarlyFilterPrivilegedTest {
    private static final String MARK = "/tm-early-" + ProcessHandle.current().pid();
    private static final List<String> NAMES = List.of("nginx", "bash", "tm-longest-name", "busybox", "sh");
    private static final List<Integer> UIDS = List.of(0, 1_007, 65_534, 1_000_003);
    private static final List<String> PARTS = List.of("nginx", "bash", "tm-longest-name", "b", "x", "sh", "-name", "in",
            "tm-", "zsh");

    private Path directory;
    private Tracer all;
    private Tracer some;

    @BeforeEach
    void open() throws Exception {
        directory = Files.createTempDirectory("tm-early");
        Runtime.getRuntime().exec(new String[] {"chmod", "755", directory.toString()}).waitFor();
        for (String name : NAMES) {
            Files.copy(Tracer.HELPER, directory.resolve(name));
            directory.resolve(name).toFile().setExecutable(true, false);
        }
        all = Tracer.of("openat2");
        some = Tracer.of();
    }

    @AfterEach
    void close() throws Exception {
        all.close();
        some.close();
        for (String name : NAMES) {
            Files.delete(directory.resolve(name));
        }
        Files.delete(directory);
    }

    private static Subscriber subscriber(List<List<Condition>> clauses) {
        return new Subscriber(Tracer.ids("openat", "openat2"), clauses);
    }

    /** The rest of a busy machine would fill the ring: see what the helpers do alone. */
    private void seeOnlyTheHelpers() throws Exception {
        all.subscribe(subscriber(List.of(List.of(new Condition.Named("tm-helper", false, false, false)))));
    }

    /** Opens a file in a way that few others do, as different users under different names. */
    private List<Integer> work(Random random, int processes) throws Exception {
        List<Process> started = new ArrayList<>();
        for (int i = 0; i < processes; i++) {
            started.add(new ProcessBuilder("setpriv", "--reuid", UIDS.get(random.nextInt(UIDS.size())).toString(),
                    directory.resolve(NAMES.get(random.nextInt(NAMES.size()))).toString(), "files")
                    .redirectErrorStream(true).start());
        }
        List<Integer> pids = new ArrayList<>();
        for (Process process : started) {
            process.getInputStream().readAllBytes();
            process.waitFor();
            pids.add((int) process.pid());
        }
        return pids;
    }

    private static List<Seen> marked(Tracer tracer) {
        tracer.drain();
        return tracer.all("openat", one -> MARK.equals(one.arg("pathname")));
    }

    /** What these processes have opened in their rare way. */
    private static List<Seen> opened(Tracer tracer, List<Integer> pids) {
        tracer.drain();
        return tracer.all("openat2", one -> pids.contains(one.hostPid()) && "/tm-openat2".equals(one.arg("pathname")));
    }

    /** Each record that is made carries the bits of exactly the subscribers that want it. */
    @Test
    void shouldLeaveOutExactlyWhatNoSubscriberWants() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("EarlyFilterPrivilegedTest: -Dseed=" + seed);
        Random random = new Random(seed);
        List<Integer> pids = work(random, 3);
        int seen = 0;
        int passed = 0;
        for (int round = 0; round < 41; round++) {
            List<Subscriber> subscribers = new ArrayList<>();
            for (int i = random.nextInt(3); i >= 0; i--) {
                subscribers.add(subscriber(clauses(random, pids)));
            }
            all.drain();
            some.subscribe(subscribers.toArray(Subscriber[]::new));
            some.drain();
            all.seen.clear();
            some.seen.clear();
            pids = work(random, 3);
            List<Seen> reference = opened(all, pids);
            assertEquals(3, reference.size());
            List<String> wanted = reference.stream().filter(one -> wantedBy(subscribers, one) != 0)
                    .map(one -> key(one, wantedBy(subscribers, one))).sorted().toList();
            long everybody = (1L << subscribers.size()) - 1;
            List<String> got = opened(some, pids).stream()
                    .map(one -> key(one, one.subscribers() & everybody)).sorted().toList();
            assertEquals(wanted, got, "round " + round + " of seed " + seed + ": " + subscribers);
            seen += reference.size();
            passed += got.size();
        }
        assertTrue(passed > seen / 20 && passed < seen * 19 / 20, passed + " of " + seen);
    }

    private static String key(Seen one, long wanted) {
        return one.hostTid() + " " + one.comm() + " " + one.uid() + " for " + Long.toBinaryString(wanted);
    }

    private static long wantedBy(List<Subscriber> subscribers, Seen one) {
        long wanted = 0;
        for (int i = 0; i < subscribers.size(); i++) {
            wanted |= holds(subscribers.get(i), one) ? 1L << i : 0;
        }
        return wanted;
    }

    /** Clauses of one field each, which the kernel decides to the last event. */
    private static List<List<Condition>> clauses(Random random, List<Integer> pids) {
        List<List<Condition>> clauses = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            List<Condition> clause = new ArrayList<>();
            for (int j = random.nextInt(3); j >= 0; j--) {
                clause.add(condition(random, pids));
            }
            clauses.add(clause);
        }
        return clauses;
    }

    private static Condition condition(Random random, List<Integer> pids) {
        if (random.nextBoolean()) {
            boolean negated = random.nextBoolean();
            return new Condition.Named(PARTS.get(random.nextInt(PARTS.size())), !negated && random.nextBoolean(),
                    random.nextBoolean(), negated);
        }
        HeaderField field = HeaderField.values()[random.nextInt(HeaderField.COMM.ordinal())];
        long near = switch (field) {
            case UID -> UIDS.get(random.nextInt(UIDS.size()));
            case PPID -> ProcessHandle.current().pid();
            case MNTNS, PIDNS -> 4_026_531_840L + random.nextInt(4) - 2;
            default -> pids.get(random.nextInt(pids.size())) + 4L;
        };
        return switch (random.nextInt(3)) {
            case 0 -> new Condition.Between(field, near, near);
            case 1 -> new Condition.Between(field, 0, near);
            default -> new Condition.Between(field, near, 0xffff_ffffL);
        };
    }

    private static boolean holds(Subscriber subscriber, Seen one) {
        return subscriber.conditions().stream().allMatch(clause -> clause.stream().anyMatch(c -> holds(c, one)));
    }

    private static boolean holds(Condition condition, Seen one) {
        if (condition instanceof Condition.Between between) {
            long number = switch (between.field()) {
                case PID -> one.hostPid();
                case TID -> one.hostTid();
                case PPID -> one.hostPpid();
                case UID -> one.uid() & 0xffff_ffffL;
                case MNTNS -> one.mntns();
                default -> one.pidns();
            };
            return between.from() <= number && number <= between.to();
        }
        Condition.Named named = (Condition.Named) condition;
        String comm = one.comm();
        boolean found = named.openStart() && named.openEnd() ? comm.contains(named.part())
                : named.openStart() ? comm.endsWith(named.part())
                : named.openEnd() ? comm.startsWith(named.part()) : comm.equals(named.part());
        return found != named.negated();
    }

    /** A verdict holds for its cgroup, if told so for cgroups that are made inside, and until the next plan. */
    @Test
    void shouldLeaveOutADeniedCgroupUntilTheNextPlan() throws Exception {
        Path root = CgroupHierarchies.ofThisMachine().choose().mountPoint();
        Path outer = root.resolve("tm-denied-" + ProcessHandle.current().pid());
        Path inner = outer.resolve("inner");
        make(root, outer);
        try {
            seeOnlyTheHelpers();
            List<List<Condition>> helper = List.of(List.of(new Condition.Named("tm-help", false, true, false)));
            some.subscribe(subscriber(helper), subscriber(helper));
            long id = openIn(outer, 7, 7);
            some.session.denyCgroup(id, 1, false);
            openIn(outer, 11, 11);
            some.session.denyCgroup(id, 3, false);
            openIn(outer, 0, 13);
            make(outer, inner);
            openIn(inner, 17, 17);
            Files.delete(inner);
            some.session.denyCgroup(id, 3, true);
            make(outer, inner);
            openIn(inner, 0, 19);
            some.session.publish(some.session.plan().again());
            openIn(inner, 23, 23);
            openIn(outer, 29, 29);
            some.session.denyCgroup(id, 3, true);
            openIn(outer, 0, 31);
            some.subscribe(subscriber(helper));
            openIn(outer, 37, 37);
        } finally {
            Files.deleteIfExists(inner);
            Files.delete(outer);
        }
    }

    /** Controllers such as cpuset take no task before they are configured. */
    private static void make(Path parent, Path cgroup) throws IOException {
        Files.createDirectory(cgroup);
        for (String file : List.of("cpuset.cpus", "cpuset.mems")) {
            if (Files.exists(cgroup.resolve(file))) {
                Files.writeString(cgroup.resolve(file), Files.readString(parent.resolve(file)));
            }
        }
    }

    /** Opens a file inside of a cgroup, and returns the cgroup's id. */
    private long openIn(Path cgroup, int expected, int count) throws Exception {
        all.seen.clear();
        some.seen.clear();
        Process process = new ProcessBuilder("sh", "-c", "echo $$ > " + cgroup.resolve("cgroup.procs") + "; exec "
                + Tracer.HELPER + " opens " + count + " " + MARK).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        List<Seen> reference = marked(all);
        assertEquals(count, reference.size());
        assertEquals(expected, marked(some).size());
        return reference.get(0).cgroup();
    }

    /** Plans are exchanged all the while; what all plans want is never left out, and is for the one that wants it. */
    @Test
    void shouldMissNothingWhilePlansChange() throws Exception {
        int count = 4_001;
        List<Condition> its = List.of(new Condition.Named("tm-help", false, true, false));
        List<Condition> nobodys = List.of(new Condition.Named("nobody", false, false, false));
        seeOnlyTheHelpers();
        some.subscribe(subscriber(List.of(its)));
        for (int round = 0; round < 29; round++) {
            Process process = new ProcessBuilder(Tracer.HELPER.toString(), "opens", Integer.toString(count), MARK)
                    .start();
            int place = 0;
            for (int changes = 0; process.isAlive() || changes < 3; changes++) {
                place = changes % 3;
                List<Subscriber> subscribers = new ArrayList<>(Collections.nCopies(place,
                        subscriber(List.of(nobodys))));
                subscribers.add(subscriber(List.of(its)));
                some.session.publish(some.session.plan().next(subscribers));
            }
            assertEquals(count, marked(all).size());
            List<Seen> got = marked(some);
            assertEquals(count, got.size());
            int last = place;
            assertTrue(got.stream().allMatch(one -> (one.subscribers() >>> last & 1) != 0));
            all.seen.clear();
            some.seen.clear();
        }
    }
}
