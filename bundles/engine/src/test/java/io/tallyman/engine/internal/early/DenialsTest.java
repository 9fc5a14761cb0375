package io.tallyman.engine.internal.early;

import static org.junit.jupiter.api.Assertions.assertEquals;

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

class DenialsTest {
    private static final long HOST = 7;
    private static final long WEB = 11;
    private static final long WEB_CHILD = 13;
    private static final long SHOP = 17;

    private final ToldSource source = new ToldSource();
    private long moves;
    /** Of the table nothing else is asked. */
    private final ContainerTable table = (ContainerTable) Proxy.newProxyInstance(getClass().getClassLoader(),
            new Class<?>[] {ContainerTable.class}, (proxy, method, arguments) -> moves);
    private final Denials denials = new Denials(source, table);
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

    private void consider(SettableState state, long cgroupId) {
        denials.consider(state, (ContainerVerdict) state.attachment(), cgroupId);
    }

    @Test
    void shouldDenyACgroupOnceToThoseThatWantNothingOfIt() {
        denials.sessions(new Session[] {named("web"), hostOnly(), named("shop")});
        consider(web, WEB);
        consider(shop, SHOP);
        consider(host, HOST);
        assertEquals(List.of("11:6", "17:3", "7:5"), source.told());
        consider(web, WEB);
        consider(web, WEB_CHILD);
        assertEquals(List.of("13:6"), source.told());
    }

    @Test
    void shouldDenyWhatIsBelowOnlyWhereAllThatDenyDoSo() {
        denials.sessions(new Session[] {hostOnly(), hostOnly()});
        consider(web, WEB);
        assertEquals(List.of("11:3 below"), source.told());
        denials.sessions(new Session[] {hostOnly(), named("shop")});
        consider(web, WEB);
        assertEquals(List.of("11:3"), source.told());
    }

    @Test
    void shouldDenyNothingBeforeItIsKnown() {
        SettableState waiting = new SettableState(new ContainerVerdict());
        waiting.update(null, true);
        denials.sessions(new Session[] {named("web")});
        consider(waiting, SHOP);
        consider(host, 0);
        assertEquals(List.of(), source.told());
        waiting.update(container("shop"), false);
        consider(waiting, SHOP);
        assertEquals(List.of("17:1"), source.told());
    }

    @Test
    void shouldUndoAllWhenADeniedContainerShowsToBeWanted() {
        denials.sessions(new Session[] {named("web"), named("x")});
        consider(shop, SHOP);
        consider(host, HOST);
        shop.update(container("other"), false);
        denials.review();
        assertEquals(List.of("17:3", "7:3"), source.told());
        shop.update(container("web"), false);
        denials.review();
        assertEquals(List.of("undone"), source.told());
        consider(shop, SHOP);
        consider(host, HOST);
        assertEquals(List.of("17:2", "7:3"), source.told());
    }

    @Test
    void shouldTellOfACgroupAgainWhenMoreWantNothingOfIt() {
        denials.sessions(new Session[] {named("web"), named("x")});
        consider(web, WEB);
        web.update(container("other"), false);
        denials.review();
        consider(web, WEB);
        assertEquals(List.of("11:2", "11:3"), source.told());
    }

    @Test
    void shouldUndoAllWhenACgroupComesToBelongToAnotherContainer() {
        denials.sessions(new Session[] {named("web")});
        consider(shop, SHOP);
        denials.review();
        assertEquals(List.of("17:1"), source.told());
        moves++;
        denials.review();
        denials.review();
        assertEquals(List.of("undone"), source.told());
        consider(web, SHOP);
        consider(shop, WEB);
        assertEquals(List.of("11:1"), source.told());
    }

    /** The source itself voids what it was told of former sessions. */
    @Test
    void shouldLearnAgainWhenSessionsChange() {
        denials.sessions(new Session[] {named("web")});
        consider(shop, SHOP);
        denials.sessions(new Session[] {named("shop"), named("web")});
        denials.review();
        consider(shop, SHOP);
        assertEquals(List.of("17:1", "17:2"), source.told());
    }

    @Test
    void shouldForgetAllWhereThereAreMoreCgroupsThanItRemembers() {
        denials.sessions(new Session[] {named("web")});
        for (long cgroup = 1; cgroup <= Denials.MOST; cgroup++) {
            consider(shop, cgroup);
        }
        denials.review();
        assertEquals(Denials.MOST, source.told().size());
        consider(shop, Denials.MOST + 1);
        denials.review();
        assertEquals(List.of(Denials.MOST + 1 + ":1", "undone"), source.told());
        consider(shop, Denials.MOST + 1);
        assertEquals(List.of(Denials.MOST + 1 + ":1"), source.told());
    }

    @Test
    void shouldSayNothingWhereNobodyFiltersOrAFilterFails() {
        denials.sessions(new Session[] {FakeSessions.unfiltered()});
        consider(shop, SHOP);
        denials.sessions(new Session[] {session(c -> {
            throw new IllegalStateException("a filter that fails");
        })});
        consider(shop, SHOP);
        denials.review();
        assertEquals(List.of(), source.told());
    }
}
