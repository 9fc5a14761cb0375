package io.tallyman.source.ebpf.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.ProcessOrigin;
import io.tallyman.api.filter.HeaderField;
import io.tallyman.api.record.RecordLayout;
import io.tallyman.btf.Btf;
import io.tallyman.source.ebpf.internal.programs.SyscallTable;
import io.tallyman.source.ebpf.internal.layout.ControlLayout;
import io.tallyman.source.ebpf.internal.layout.CountersLayout;
import io.tallyman.source.ebpf.internal.layout.PlanLayout;
import io.tallyman.source.ebpf.internal.layout.RecordHeaderLayout;
import io.tallyman.source.ebpf.internal.layout.TermLayout;
import io.tallyman.source.ebpf.internal.programs.BpfObject;
import io.tallyman.source.ebpf.internal.ring.Counters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Compares the layouts that are written by hand in Java with the types of the BPF object. The other layouts are generated
 * from the object by the build.
 */
class LayoutTest {
    private static Btf btf;

    /** Place and size of a member in bytes. */
    private record Place(int offset, int size) {
    }

    @BeforeAll
    static void readObject() throws Exception {
        btf = new Btf(BpfObject.bytes());
    }

    private static Map<String, Place> places(String struct) {
        Map<String, Place> places = new LinkedHashMap<>();
        btf.members(struct).forEach((name, member) -> places.put(name, new Place(member.offset(), member.size())));
        return places;
    }

    @Test
    void headerIsTheApisRecordLayout() {
        Map<String, Place> expected = new LinkedHashMap<>();
        expected.put("time", new Place(RecordLayout.TIME, 8));
        expected.put("thread_start", new Place(RecordLayout.THREAD_START, 8));
        expected.put("process_start", new Place(RecordLayout.PROCESS_START, 8));
        expected.put("cgroup", new Place(RecordLayout.CGROUP, 8));
        expected.put("ret", new Place(RecordLayout.RETURN_VALUE, 8));
        expected.put("host_tid", new Place(RecordLayout.HOST_TID, 4));
        expected.put("host_pid", new Place(RecordLayout.HOST_PID, 4));
        expected.put("host_ppid", new Place(RecordLayout.HOST_PPID, 4));
        expected.put("tid", new Place(RecordLayout.TID, 4));
        expected.put("pid", new Place(RecordLayout.PID, 4));
        expected.put("ppid", new Place(RecordLayout.PPID, 4));
        expected.put("uid", new Place(RecordLayout.UID, 4));
        expected.put("mntns", new Place(RecordLayout.MNTNS, 4));
        expected.put("pidns", new Place(RecordLayout.PIDNS, 4));
        expected.put("cpu", new Place(RecordLayout.CPU, 4));
        expected.put("event", new Place(RecordLayout.EVENT, 2));
        expected.put("syscall", new Place(RecordLayout.SYSCALL, 2));
        expected.put("flags", new Place(RecordLayout.FLAGS, 2));
        expected.put("args", new Place(RecordLayout.ARGS, 1));
        expected.put("decided", new Place(RecordHeaderLayout.DECIDED, 1));
        expected.put("comm", new Place(RecordLayout.COMM, RecordLayout.COMM_SIZE));
        expected.put("uts", new Place(RecordLayout.UTS, RecordLayout.UTS_SIZE));
        assertEquals(expected, places("record_header"));
        assertEquals(RecordLayout.HEADER_SIZE, btf.size("record_header"));
    }

    @Test
    void theEndOfAnExecsRecordIsTheApis() {
        int size = btf.size("exec_trailer");
        assertEquals(RecordLayout.EXEC_SIZE, size);
        Map<String, Place> expected = new LinkedHashMap<>();
        expected.put("start", new Place(size + RecordLayout.EXEC_START, 8));
        expected.put("pid", new Place(size + RecordLayout.EXEC_PID, 4));
        expected.put("zero", new Place(size + RecordLayout.EXEC_ID_LENGTH, 4));
        assertEquals(expected, places("exec_trailer"));
    }

    @Test
    void slotsFollowTheHeaderAndSizesAreTheApisLimits() {
        Map<String, Place> scratch = places("scratch");
        int record = scratch.get("header").offset();
        assertEquals(RecordLayout.slot(0), scratch.get("slots").offset() - record);
        assertEquals(record, scratch.get("bytes").offset());
        assertEquals(RecordLayout.MAX_SIZE + RecordLayout.MAX_STRINGS + 9, scratch.get("bytes").size());
        assertEquals(RecordLayout.slot(5) + RecordLayout.MAX_STRING + RecordLayout.MAX_STRINGS + 10
                + RecordLayout.EXEC_SIZE, places("exec_record").get("bytes").size());
    }

    @Test
    void theReadersFlagSharesNoCacheLineAndThePlansAreAligned() {
        assertEquals(0, ControlLayout.SLEEPING);
        assertTrue(ControlLayout.GATE >= 64);
        assertEquals(ControlLayout.PLAN, ControlLayout.SIZE - 2 * PlanLayout.SIZE);
        assertEquals(0, PlanLayout.SIZE % Long.BYTES);
        assertEquals(TermLayout.FROM + Long.BYTES, TermLayout.TO, "a name is in both");
        assertEquals(SyscallTable.LIMIT, PlanLayout.CALLS_COUNT);
    }

    @Test
    void everyCounterOfTheProgramsIsRead() {
        List<String> names = Stream.of(Counters.Counter.values()).map(c -> c.name().toLowerCase(Locale.ROOT)).toList();
        List<String> all = new ArrayList<>(btf.members("counters").keySet());
        all.remove("zero");
        assertEquals(all, names);
        assertEquals(0, CountersLayout.SIZE % 64, "the counters of a CPU share no cache line with another CPU's");
    }

    @Test
    void enumsHaveTheSameOrderOnBothSides() {
        assertOrder("subject_field", "FIELD_", Stream.of(HeaderField.values()).map(Enum::name).toList());
        assertOrder("origin", "ORIGIN_", Stream.of(ProcessOrigin.values()).map(Enum::name).toList());
    }

    private static void assertOrder(String name, String prefix, List<String> expected) {
        Map<String, Integer> values = new LinkedHashMap<>();
        IntStream.range(0, expected.size()).forEach(i -> values.put(prefix + expected.get(i), i));
        assertEquals(values, btf.values(name));
    }

    @Test
    void eventIdsAreTheCatalogues() {
        Map<String, Integer> events = btf.values("event");
        assertEquals(PlanLayout.WANTED_COUNT, events.remove("EVENT_LIMIT"));
        events.forEach((name, id) -> assertEquals(name.substring("EVENT_".length()).toLowerCase(Locale.ROOT),
                Catalogue.builtIn().byId(id).name()));
        assertEquals(32, events.size());
    }
}
