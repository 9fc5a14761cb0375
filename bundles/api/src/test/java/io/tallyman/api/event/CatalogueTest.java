package io.tallyman.api.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.decode.Structures;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogueTest {
    private static final Catalogue CATALOGUE = Catalogue.builtIn();
    private static final List<EventType> CALLS = CATALOGUE.set("syscalls");

    @Test
    void knowsEverySystemCallThatX86HasByItsNumber() {
        Set<Integer> numbers = IntStream.concat(IntStream.rangeClosed(0, 336), IntStream.rangeClosed(424, 469)).boxed()
                .collect(Collectors.toSet());
        assertEquals(numbers, CALLS.stream().map(EventType::x86).collect(Collectors.toSet()));
        CALLS.forEach(call -> assertEquals(call.id(), call.x86()));
    }

    /** As asm-generic/unistd.h has them; 244 to 259 and 295 to 423 are not taken. */
    @Test
    void givesEachNumberOfAarch64ToOneSystemCall() {
        Set<Integer> numbers = new HashSet<>();
        CALLS.stream().filter(call -> call.arm64() >= 0)
                .forEach(call -> assertTrue(numbers.add(call.arm64()), call.name()));
        Set<Integer> expected = IntStream.concat(IntStream.rangeClosed(0, 294), IntStream.rangeClosed(424, 469)).boxed()
                .filter(number -> number < 244 || number > 259).collect(Collectors.toSet());
        assertEquals(expected, numbers);
    }

    @ParameterizedTest
    @CsvSource({"openat, 257, 56", "read, 0, 63", "open, 2, -1", "newfstatat, 262, 79", "lseek, 8, 62",
        "renameat, 264, 38", "clone, 56, 220", "uretprobe, 335, -1", "memfd_secret, 447, 447", "file_setattr, 469, 469"})
    void numbersSystemCallsAsTheirArchitectureDoes(String name, int x86, int arm64) {
        assertEquals(x86, CATALOGUE.byName(name).x86());
        assertEquals(arm64, CATALOGUE.byName(name).arm64());
    }

    @Test
    void describesEachEventAndFieldInASentenceAndNamesEachFieldOnce() {
        for (EventType type : CATALOGUE.all()) {
            assertSentence(type.description());
            type.fields().forEach(field -> assertSentence(field.description()));
            assertEquals(type.fields().size(), type.fields().stream().map(Field::name).distinct().count(), type.name());
        }
    }

    private static void assertSentence(String text) {
        assertTrue(text.matches("[A-Z0-9].*\\."), text);
    }

    @Test
    void saysWhatNumbersCount() {
        assertEquals("bytes", CATALOGUE.byName("read").fields().get(2).unit());
        assertEquals("", CATALOGUE.byName("openat").fields().get(2).unit());
        assertEquals("open_flags", CATALOGUE.byName("openat").fields().get(2).decoder());
        assertEquals(Set.of("", "ns", "ms", "s", "bytes", "pages"), CATALOGUE.all().stream()
                .flatMap(type -> type.fields().stream()).map(Field::unit).collect(Collectors.toSet()));
    }

    /** The programs read at most 128 bytes, and structures of one size for each call. */
    @Test
    void givesSystemCallsStructuresThatTheProgramsCanRead() {
        for (EventType call : CALLS) {
            for (boolean narrow : new boolean[] {false, true}) {
                List<Integer> sizes = call.fields().stream().filter(field -> field.kind() == FieldKind.BYTES)
                        .map(field -> Structures.builtIn().size(field, narrow)).distinct().toList();
                assertTrue(sizes.size() <= 1, call.name());
                sizes.forEach(size -> assertTrue(size > 0 && size <= 128, call.name()));
            }
        }
    }

    /** Six registers; and a socket address has its length behind it, or is in the message that comes second. */
    @Test
    void givesSystemCallsWhatTheProgramsCanRead() {
        for (EventType call : CALLS) {
            List<Field> fields = call.fields();
            assertTrue(fields.size() <= 6, call.name());
            for (int i = 0; i < fields.size(); i++) {
                assertFalse(fields.get(i).kind() == FieldKind.BOOL);
                boolean address = fields.get(i).kind() == FieldKind.SOCKADDR;
                boolean inMessage = i > 1 && i == fields.size() - 1 && fields.get(1).type().matches(".*struct m?msghdr[*]");
                assertTrue(!address || inMessage || fields.get(i + 1).name().equals("addrlen"), call.name());
            }
        }
    }

    @Test
    void hasSetsThatAreNoNamesOfEvents() {
        assertTrue(CATALOGUE.setNames().containsAll(List.of("default", "syscalls", "fs", "net", "proc", "containers",
                "signals", "mem", "clocks", "ipc", "keys", "io", "sched", "users", "modules", "lsm",
                "system", "cgroup", "mounts")));
        CATALOGUE.setNames().forEach(name -> assertNull(CATALOGUE.byName(name)));
    }

    @Test
    void leavesTheDefaultSetSmall() {
        Collection<String> names = CATALOGUE.set("default").stream().map(EventType::name).sorted().toList();
        assertEquals(List.of("container_create", "container_remove", "container_start", "existing_container",
                "sched_process_exec"), names);
    }
}
