package io.tallyman.source.ebpf.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyman.api.event.Catalogue;
import io.tallyman.api.filter.HeaderField;
import io.tallyman.api.record.RecordLayout;
import io.tallyman.btf.Btf;
import io.tallyman.source.ebpf.internal.layout.CallLayout;
import io.tallyman.source.ebpf.internal.layout.CountersLayout;
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
        expected.put("taking", new Place(TakenRecords.TAKING, 1));
        expected.put("comm", new Place(RecordLayout.COMM, RecordLayout.COMM_SIZE));
        expected.put("uts", new Place(RecordLayout.UTS, RecordLayout.UTS_SIZE));
        assertEquals(expected, places("record_header"));
        assertEquals(RecordLayout.HEADER_SIZE, btf.size("record_header"));
    }

    @Test
    void slotsFollowTheHeaderAndSizesAreTheApisLimits() {
        Map<String, Place> scratch = places("scratch");
        int record = scratch.get("header").offset();
        assertEquals(RecordLayout.slot(0), scratch.get("slots").offset() - record);
        assertEquals(record, scratch.get("bytes").offset());
        assertEquals(RecordLayout.MAX_SIZE + RecordLayout.MAX_STRINGS + 9, scratch.get("bytes").size());
        assertEquals(RecordLayout.slot(5) + RecordLayout.MAX_STRING + RecordLayout.MAX_STRINGS + 10,
                places("exec_record").get("bytes").size());
    }

    @Test
    void controlPageIsTheSameOnBothSides() {
        Map<String, Place> control = places("control");
        assertEquals(Control.SIZE, btf.size("control"));
        assertEquals(new Place(Control.SLEEPING, 4), control.get("sleeping"));
        assertEquals(new Place(Control.GATE, 4), control.get("gate"));
        assertEquals(new Place(Control.SEQUENCE, 4), control.get("sequence"));
        assertEquals(new Place(Control.EPOCH, 4), control.get("epoch"));
        assertEquals(new Place(Control.TERMS, 4), control.get("terms"));
        assertEquals(new Place(Control.DENIALS, 4), control.get("denials"));
        assertEquals(new Place(Control.OUTSIDERS, 4), control.get("outsiders"));
        assertEquals(new Place(Control.ROOT, 4 * Control.ROOTS_MAX), control.get("root"));
        assertEquals(new Place(Control.ROOTS, 4), control.get("roots"));
        assertEquals(new Place(Control.WANTED, 8 * Control.EVENTS), control.get("wanted"));
        assertEquals(new Place(Control.TERM, Terms.MAX * Terms.SIZE), control.get("term"));
        assertEquals(new Place(Control.CALLS, Control.CALL_LIMIT), control.get("calls"));
        assertEquals(new Place(Control.TABLE, 2 * Control.CALL_LIMIT * CallLayout.SIZE),
                control.get("table"));
    }

    @Test
    void whatTakersCompareIsTheSameOnBothSides() {
        Map<String, Place> term = places("term");
        assertEquals(Terms.SIZE, btf.size("term"));
        assertEquals(new Place(0, 8), term.get("takers"));
        assertEquals(new Place(Terms.FIELD, 1), term.get("field"));
        assertEquals(new Place(Terms.NEGATED, 1), term.get("negated"));
        assertEquals(new Place(Terms.LAST, 1), term.get("last"));
        assertEquals(new Place(Terms.ANYWHERE, 1), term.get("anywhere"));
        assertEquals(new Place(Terms.FROM, 8), term.get("from"));
        assertEquals(new Place(Terms.TO, 8), term.get("to"));
        assertEquals(new Place(Terms.MASK, 16), term.get("mask"));
        Map<String, Place> taking = places("taking");
        assertEquals(TakenRecords.SIZE, btf.size("taking"));
        assertEquals(new Place(0, 8), taking.get("takers"));
        assertEquals(new Place(TakenRecords.SEQUENCE, 4), taking.get("sequence"));
        Map<String, Place> verdict = places("verdict");
        assertEquals(Takers.VERDICT_SIZE, btf.size("verdict"));
        assertEquals(new Place(0, 8), verdict.get("cgroup"));
        assertEquals(new Place(8, 8), verdict.get("denied"));
        assertEquals(new Place(16, 4), verdict.get("epoch"));
        assertEquals(new Place(20, 4), verdict.get("below"));
        Map<String, Place> outsider = places("outsider");
        assertEquals(Outsiders.SIZE, btf.size("outsider"));
        assertEquals(new Place(Outsiders.PID, 4), outsider.get("pid"));
        assertEquals(new Place(Outsiders.NUMBER, 4), outsider.get("number"));
        assertEquals(new Place(Outsiders.START, 8), outsider.get("start"));
        assertEquals(new Place(Outsiders.DENIED, 8), outsider.get("denied"));
    }

    @Test
    void everyCounterOfTheProgramsIsRead() {
        List<String> names = Stream.of(Counters.Counter.values()).map(c -> c.name().toLowerCase(Locale.ROOT)).toList();
        List<String> all = new ArrayList<>(btf.members("counters").keySet());
        all.remove("zero");
        assertEquals(all, names);
        assertEquals(64, CountersLayout.SIZE, "the counters of a CPU share no cache line with another CPU's");
    }

    @Test
    void enumsHaveTheSameOrderOnBothSides() {
        assertOrder("subject_field", "FIELD_", Stream.of(HeaderField.values()).map(Enum::name).toList());
    }

    private static void assertOrder(String name, String prefix, List<String> expected) {
        Map<String, Integer> values = new LinkedHashMap<>();
        IntStream.range(0, expected.size()).forEach(i -> values.put(prefix + expected.get(i), i));
        assertEquals(values, btf.values(name));
    }

    @Test
    void eventIdsAreTheCatalogues() {
        Map<String, Integer> events = btf.values("event");
        assertEquals(Control.EVENTS, events.remove("EVENT_LIMIT"));
        events.forEach((name, id) -> assertEquals(name.substring("EVENT_".length()).toLowerCase(Locale.ROOT),
                Catalogue.builtIn().byId(id).name()));
        assertEquals(26, events.size());
    }
}
