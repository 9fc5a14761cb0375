package io.tallyman.engine.internal.filtering;

import static org.junit.jupiter.api.Assertions.*;

import io.tallyman.api.container.Container;
import io.tallyman.api.container.Enrichment;
import io.tallyman.api.container.Pod;
import io.tallyman.api.filter.Verdict;
import io.tallyman.containers.ContainerTable;
import io.tallyman.engine.internal.session.Session;
import io.tallyman.testing.PassingFilter;
import io.tallyman.testing.SettableState;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class CgroupVerdictsTest {
    private static final long HOST = 7;
    private static final long WEB = 11;
    private static final long WEB_CHILD = 13;
    private static final long SHOP = 17;

    private final ToldFilter filter = new ToldFilter();
    private long generation;
    private Session[] sessions = {};
    private long moves;
    /** Of the table nothing else is asked. */
    private final ContainerTable table = (ContainerTable) Proxy.newProxyInstance(getClass().getClassLoader(),
            new Class<?>[] {ContainerTable.class}, (proxy, method, arguments) -> moves);
    private final CgroupVerdicts verdicts = new CgroupVerdicts(filter, table);
    private final SettableState web = state("web");
    private final SettableState shop = state("shop");
    private final SettableState host = new SettableState(new ContainerVerdict());

    private static Container container(String name) {
        return new Container(1, "id", "docker", name, "bb:1", "", "", Map.of(), Pod.NONE, 0, 7, List.of(), false, false,
                Enrichment.COMPLETE, "");
    }

    private static SettableState state(String name) {
        SettableState state = new SettableState(new ContainerVerdict());
        state.update(container(name), false);
        return state;
    }

    private static Session session(Function<Container, Verdict> judge) {
        return FakeSessions.with(new PassingFilter() {
            @Override
            public Verdict verdict(Container container) {
                return judge.apply(container);
            }
        });
    }

    private static Session named(String name) {
        return session(c -> c != null && c.name().equals(name) ? Verdict.OPEN : Verdict.DENIED);
    }

    private static Session hostOnly() {
        return session(c -> c == null ? Verdict.OPEN : Verdict.DENIED_BELOW);
    }

    private void begin(Session... now) {
        sessions = now;
        verdicts.begin(now, ++generation);
    }

    /** Begins a new generation, as is done between two batches, if a verdict does not hold any more. */
    private boolean voided() {
        boolean hold = verdicts.hold();
        if (!hold) {
            begin(sessions);
        }
        return !hold;
    }

    private void read(SettableState state, long cgroupId) {
        verdicts.read(state, (ContainerVerdict) state.attachment(), cgroupId);
    }

    @Test
    void shouldDenyACgroupOnceToThoseThatWantNothingOfIt() {
        begin(named("web"), hostOnly(), named("shop"));
        read(web, WEB);
        read(shop, SHOP);
        read(host, HOST);
        assertEquals(List.of("11:6", "17:3", "7:5"), filter.told());
        read(web, WEB);
        read(web, WEB_CHILD);
        assertEquals(List.of("13:6"), filter.told());
    }

    @Test
    void shouldDenyWhatIsBelowOnlyWhereAllThatDenyDoSo() {
        begin(hostOnly(), hostOnly());
        read(web, WEB);
        assertEquals(List.of("11:3 below"), filter.told());
        begin(hostOnly(), named("shop"));
        read(web, WEB);
        assertEquals(List.of("11:3"), filter.told());
    }

    @Test
    void shouldDenyNothingBeforeItIsKnown() {
        SettableState waiting = new SettableState(new ContainerVerdict());
        waiting.update(null, true);
        begin(named("web"));
        read(waiting, SHOP);
        read(host, 0);
        assertEquals(List.of(), filter.told());
        waiting.update(container("shop"), false);
        read(waiting, SHOP);
        assertEquals(List.of("17:1"), filter.told());
    }

    @Test
    void shouldVoidAllWhenADeniedContainerShowsToBeWanted() {
        begin(named("web"), named("x"));
        read(shop, SHOP);
        read(host, HOST);
        shop.update(container("other"), false);
        assertFalse(voided());
        assertEquals(List.of("17:3", "7:3"), filter.told());
        shop.update(container("web"), false);
        assertTrue(voided());
        assertEquals(List.of(), filter.told());
        read(shop, SHOP);
        read(host, HOST);
        assertEquals(List.of("17:2", "7:3"), filter.told());
    }

    @Test
    void shouldTellOfACgroupAgainWhenMoreWantNothingOfIt() {
        begin(named("web"), named("x"));
        read(web, WEB);
        web.update(container("other"), false);
        assertFalse(voided());
        read(web, WEB);
        assertEquals(List.of("11:2", "11:3"), filter.told());
    }

    @Test
    void shouldVoidAllWhenACgroupComesToBelongToAnotherContainer() {
        begin(named("web"));
        read(shop, SHOP);
        assertFalse(voided());
        assertEquals(List.of("17:1"), filter.told());
        moves++;
        assertTrue(voided());
        assertFalse(voided());
        assertEquals(List.of(), filter.told());
        read(web, SHOP);
        read(shop, WEB);
        assertEquals(List.of("11:1"), filter.told());
    }

    @Test
    void shouldLearnAgainWhenSessionsChange() {
        begin(named("web"));
        read(shop, SHOP);
        begin(named("shop"), named("web"));
        assertFalse(voided());
        read(shop, SHOP);
        assertEquals(List.of("17:1", "17:2"), filter.told());
    }

    @Test
    void shouldForgetAllWhereThereAreMoreCgroupsThanItRemembers() {
        begin(named("web"));
        for (long cgroup = 1; cgroup <= CgroupVerdicts.MOST; cgroup++) {
            read(shop, cgroup);
        }
        assertFalse(voided());
        assertEquals(CgroupVerdicts.MOST, filter.told().size());
        read(shop, CgroupVerdicts.MOST + 1);
        assertTrue(voided());
        assertEquals(List.of(CgroupVerdicts.MOST + 1 + ":1"), filter.told());
        read(shop, CgroupVerdicts.MOST + 1);
        assertEquals(List.of(CgroupVerdicts.MOST + 1 + ":1"), filter.told());
    }

    @Test
    void shouldSayNothingWhereNobodyFiltersOrAFilterFails() {
        begin(FakeSessions.unfiltered());
        read(shop, SHOP);
        begin(session(c -> {
            throw new IllegalStateException("a filter that fails");
        }));
        read(shop, SHOP);
        assertFalse(voided());
        assertEquals(List.of(), filter.told());
    }
}
