package io.tallyman.engine.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventType;
import io.tallyman.engine.TraceException;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class EventSelectionTest {
    private static Set<String> names(String... words) throws TraceException {
        return EventSelection.of(List.of(words), List.of("default")).stream().mapToObj(Catalogue.builtIn()::byId)
                .map(EventType::name).collect(Collectors.toSet());
    }

    private static Set<String> all(Predicate<EventType> wanted) {
        return Catalogue.builtIn().all().stream().filter(wanted).map(EventType::name).collect(Collectors.toSet());
    }

    @Test
    void takesOutOfAGlobWhatHasADash() throws TraceException {
        assertEquals(Set.of("open", "openat", "open_by_handle_at", "open_tree", "open_tree_attr"),
                names("open*", "-openat2"));
        assertEquals(names("open*", "-openat2"), names("-openat2", "open*"));
    }

    @Test
    void knowsSetsByName() throws TraceException {
        for (String set : List.of("syscalls", "fs", "net", "proc", "signals", "containers", "default", "modules")) {
            assertEquals(all(type -> type.sets().contains(set)), names(set));
        }
        assertEquals(all(EventType::isSyscall), names("syscalls"));
    }

    @Test
    void takesSetsAndGlobsOutOfSets() throws TraceException {
        assertEquals(all(type -> type.isSyscall() && !type.sets().contains("fs") && !type.name().startsWith("sched_")),
                names("syscalls", "-fs", "-sched_*"));
    }

    @Test
    void startsFromTheDefaultWhereOnlySomethingIsTakenOut() throws TraceException {
        assertEquals(Set.of("sched_process_exec"), names("-container*", "-existing_container"));
    }

    @Test
    void refusesWhatSelectsNothing() {
        assertTrue(assertThrows(TraceException.class, () -> names("opennat")).getMessage().contains("'openat'"));
        assertThrows(TraceException.class, () -> names("xopen*"));
        assertThrows(TraceException.class, () -> names("openat", "-open*"));
    }
}
