package io.tallyman.filter.internal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.container.Container;
import io.tallyman.api.container.Enrichment;
import io.tallyman.api.container.Pod;
import io.tallyman.api.event.EventView;
import io.tallyman.api.filter.Condition;
import io.tallyman.api.filter.EventFilter;
import io.tallyman.api.filter.FilterException;
import io.tallyman.api.filter.Verdict;
import io.tallyman.testing.RecordBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random expressions: what is decided early never leaves out what the filter lets pass, and does leave out a lot. */
class EarlyDecisionPropertyTest {
    private static final List<String> NAMES = List.of("sh", "bash", "nginx", "busybox");
    private static final List<String> VALUES = List.of("sh", "ba*", "*sh", "*in*", "x*", "nginx");
    private static final List<String> CONTAINER_FIELDS = List.of("containerName", "containerImage", "runtime",
            "label.a", "podName", "containerImageDigest");

    private final FilterCompilerService compiler = new FilterCompilerService();

    @Test
    void shouldNeverLeaveOutEarlyWhatTheFilterLetsPass() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("EarlyDecisionPropertyTest: -Dseed=" + seed);
        Random random = new Random(seed);
        int early = 0;
        int failed = 0;
        for (int round = 0; round < 3_001; round++) {
            List<String> expressions = expressions(random);
            EventFilter filter = compile(expressions);
            for (int i = 0; filter != null && i < 31; i++) {
                Container container = container(random);
                EventView event = event(random, container);
                boolean leftOut = filter.verdict(container) != Verdict.OPEN
                        || !filter.conditions().stream().allMatch(c -> c.stream().anyMatch(o -> holds(o, event)));
                boolean passes = filter.test(event);
                assertTrue(!(leftOut && passes), "seed " + seed + ": " + expressions + " " + event.comm() + " "
                        + event.hostPid() + " " + event.uid() + " " + container);
                failed += passes ? 0 : 1;
                early += leftOut ? 1 : 0;
            }
        }
        assertTrue(early > failed / 2, early + " of " + failed + " decided early");
    }

    private EventFilter compile(List<String> expressions) {
        try {
            return compiler.compile(expressions);
        } catch (FilterException e) {
            assertTrue(e.getMessage().contains("can never match"), e.getMessage());
            return null;
        }
    }

    private static List<String> expressions(Random random) {
        List<String> all = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            all.add(switch (random.nextInt(5)) {
                case 0 -> List.of("container", "!container", "container=new", "container=started", "container!=new",
                        "container=c", "label.a").get(random.nextInt(7));
                case 1 -> CONTAINER_FIELDS.get(random.nextInt(6)) + equal(random) + values(random);
                case 2 -> List.of("pid", "uid", "tid", "ppid", "mntns").get(random.nextInt(5))
                        + List.of("<", "<=", ">", ">=").get(random.nextInt(4)) + random.nextInt(9);
                case 3 -> "uid" + equal(random) + random.nextInt(9) + "," + random.nextInt(9);
                default -> "comm" + equal(random) + values(random);
            });
        }
        return all;
    }

    private static String equal(Random random) {
        return random.nextInt(3) > 0 ? "=" : "!=";
    }

    private static String values(Random random) {
        String first = VALUES.get(random.nextInt(VALUES.size()));
        return random.nextBoolean() ? first : first + "," + VALUES.get(random.nextInt(VALUES.size()));
    }

    private static EventView event(Random random, Container container) {
        return RecordBuilder.of("openat").comm(NAMES.get(random.nextInt(4))).uid(random.nextInt(9))
                .hostTask(random.nextInt(9), random.nextInt(9), random.nextInt(9)).namespaces(random.nextInt(9), 1)
                .view(container);
    }

    private static Container container(Random random) {
        if (random.nextBoolean()) {
            return null;
        }
        boolean known = random.nextBoolean();
        String word = NAMES.get(random.nextInt(4));
        return new Container(random.nextLong(), random.nextBoolean() ? "cafe" : "beef", known ? "nginx" : "",
                known ? word : "", known ? NAMES.get(random.nextInt(4)) : "", known && random.nextBoolean() ? word : "",
                "", known && random.nextBoolean() ? Map.of(random.nextBoolean() ? "a" : "b", word) : Map.of(), Pod.NONE, 0,
                7, List.of(), random.nextBoolean(), random.nextBoolean(),
                known ? Enrichment.COMPLETE : Enrichment.PENDING, "");
    }

    private static boolean holds(Condition condition, EventView event) {
        if (condition instanceof Condition.Named named) {
            String name = event.comm();
            boolean found = named.openStart() ? named.openEnd() ? name.contains(named.part())
                    : name.endsWith(named.part()) : named.openEnd() ? name.startsWith(named.part())
                    : name.equals(named.part());
            return found != named.negated();
        }
        Condition.Between between = (Condition.Between) condition;
        long number = switch (between.field()) {
            case PID -> event.hostPid();
            case TID -> event.hostTid();
            case PPID -> event.hostPpid();
            case UID -> event.uid();
            case MNTNS -> event.mountNamespace();
            default -> event.pidNamespace();
        };
        return between.from() <= number && number <= between.to();
    }
}
