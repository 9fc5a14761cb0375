package io.tallyman.source.ebpf.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyman.api.event.Catalogue;
import io.tallyman.api.filter.HeaderField;
import io.tallyman.api.record.RecordLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the C side says of its memory, in the object file, and what the Java side says. No privileges needed. */
class LayoutTest {
    private static Btf btf;

    @BeforeAll
    static void readObject() throws Exception {
        btf = new Btf(BpfObject.bytes());
    }

    @Test
    void headerIsTheApisRecordLayout() {
        Map<String, Btf.Member> expected = new LinkedHashMap<>();
        expected.put("time", new Btf.Member(RecordLayout.TIME, 8));
        expected.put("thread_start", new Btf.Member(RecordLayout.THREAD_START, 8));
        expected.put("cgroup", new Btf.Member(RecordLayout.CGROUP, 8));
        expected.put("ret", new Btf.Member(RecordLayout.RETURN_VALUE, 8));
        expected.put("host_tid", new Btf.Member(RecordLayout.HOST_TID, 4));
        expected.put("host_pid", new Btf.Member(RecordLayout.HOST_PID, 4));
        expected.put("host_ppid", new Btf.Member(RecordLayout.HOST_PPID, 4));
        expected.put("tid", new Btf.Member(RecordLayout.TID, 4));
        expected.put("pid", new Btf.Member(RecordLayout.PID, 4));
        expected.put("ppid", new Btf.Member(RecordLayout.PPID, 4));
        expected.put("uid", new Btf.Member(RecordLayout.UID, 4));
        expected.put("mntns", new Btf.Member(RecordLayout.MNTNS, 4));
        expected.put("pidns", new Btf.Member(RecordLayout.PIDNS, 4));
        expected.put("cpu", new Btf.Member(RecordLayout.CPU, 4));
        expected.put("event", new Btf.Member(RecordLayout.EVENT, 2));
        expected.put("syscall", new Btf.Member(RecordLayout.SYSCALL, 2));
        expected.put("flags", new Btf.Member(RecordLayout.FLAGS, 2));
        expected.put("args", new Btf.Member(RecordLayout.ARGS, 1));
        expected.put("taking", new Btf.Member(TakenRecords.TAKING, 1));
        expected.put("comm", new Btf.Member(RecordLayout.COMM, RecordLayout.COMM_SIZE));
        expected.put("uts", new Btf.Member(RecordLayout.UTS, RecordLayout.UTS_SIZE));
        assertEquals(expected, btf.members("record_header"));
        assertEquals(RecordLayout.HEADER_SIZE, btf.size("record_header"));
    }

    @Test
    void slotsFollowTheHeaderAndSizesAreTheApisLimits() {
        Map<String, Btf.Member> scratch = btf.members("scratch");
        int record = scratch.get("header").offset();
        assertEquals(RecordLayout.slot(0), scratch.get("slots").offset() - record);
        assertEquals(record, scratch.get("bytes").offset());
        assertEquals(RecordLayout.MAX_SIZE + RecordLayout.MAX_STRINGS + 9, scratch.get("bytes").size());
        assertEquals(RecordLayout.slot(5) + RecordLayout.MAX_STRING + RecordLayout.MAX_STRINGS + 10,
                btf.members("exec_record").get("bytes").size());
    }

    @Test
    void controlPageIsTheSameOnBothSides() {
        Map<String, Btf.Member> control = btf.members("control");
        assertEquals(Control.SIZE, btf.size("control"));
        assertEquals(new Btf.Member(Control.SLEEPING, 4), control.get("sleeping"));
        assertEquals(new Btf.Member(Control.GATE, 4), control.get("gate"));
        assertEquals(new Btf.Member(Control.SEQUENCE, 4), control.get("sequence"));
        assertEquals(new Btf.Member(Control.EPOCH, 4), control.get("epoch"));
        assertEquals(new Btf.Member(Control.TERMS, 4), control.get("terms"));
        assertEquals(new Btf.Member(Control.DENIALS, 4), control.get("denials"));
        assertEquals(new Btf.Member(Control.OUTSIDERS, 4), control.get("outsiders"));
        assertEquals(new Btf.Member(Control.ROOT, 4 * Control.ROOTS_MAX), control.get("root"));
        assertEquals(new Btf.Member(Control.ROOTS, 4), control.get("roots"));
        assertEquals(new Btf.Member(Control.WANTED, 8 * Control.EVENTS), control.get("wanted"));
        assertEquals(new Btf.Member(Control.TERM, Terms.MAX * Terms.SIZE), control.get("term"));
        assertEquals(new Btf.Member(Control.CALLS, Control.CALL_LIMIT), control.get("calls"));
        assertEquals(new Btf.Member(Control.TABLE, 2 * Control.CALL_LIMIT * SyscallTable.ENTRY_SIZE),
                control.get("table"));
        assertEquals(SyscallTable.ENTRY_SIZE, btf.size("call"));
        assertEquals(new Btf.Member(0, 2), btf.members("call").get("event"));
        assertEquals(new Btf.Member(2, 1), btf.members("call").get("args"));
        assertEquals(new Btf.Member(SyscallTable.PATHS, 1), btf.members("call").get("paths"));
        assertEquals(new Btf.Member(SyscallTable.RETURNS_FD, 1), btf.members("call").get("returns_fd"));
        assertEquals(new Btf.Member(SyscallTable.KINDS, 6), btf.members("call").get("kinds"));
    }

    @Test
    void whatTakersCompareIsTheSameOnBothSides() {
        Map<String, Btf.Member> term = btf.members("term");
        assertEquals(Terms.SIZE, btf.size("term"));
        assertEquals(new Btf.Member(0, 8), term.get("takers"));
        assertEquals(new Btf.Member(Terms.FIELD, 1), term.get("field"));
        assertEquals(new Btf.Member(Terms.NEGATED, 1), term.get("negated"));
        assertEquals(new Btf.Member(Terms.LAST, 1), term.get("last"));
        assertEquals(new Btf.Member(Terms.ANYWHERE, 1), term.get("anywhere"));
        assertEquals(new Btf.Member(Terms.FROM, 8), term.get("from"));
        assertEquals(new Btf.Member(Terms.TO, 8), term.get("to"));
        assertEquals(new Btf.Member(Terms.MASK, 16), term.get("mask"));
        Map<String, Btf.Member> taking = btf.members("taking");
        assertEquals(TakenRecords.SIZE, btf.size("taking"));
        assertEquals(new Btf.Member(0, 8), taking.get("takers"));
        assertEquals(new Btf.Member(TakenRecords.SEQUENCE, 4), taking.get("sequence"));
        Map<String, Btf.Member> verdict = btf.members("verdict");
        assertEquals(Takers.VERDICT_SIZE, btf.size("verdict"));
        assertEquals(new Btf.Member(0, 8), verdict.get("cgroup"));
        assertEquals(new Btf.Member(8, 8), verdict.get("denied"));
        assertEquals(new Btf.Member(16, 4), verdict.get("epoch"));
        assertEquals(new Btf.Member(20, 4), verdict.get("below"));
        Map<String, Btf.Member> outsider = btf.members("outsider");
        assertEquals(Outsiders.SIZE, btf.size("outsider"));
        assertEquals(new Btf.Member(Outsiders.PID, 4), outsider.get("pid"));
        assertEquals(new Btf.Member(Outsiders.NUMBER, 4), outsider.get("number"));
        assertEquals(new Btf.Member(Outsiders.START, 8), outsider.get("start"));
        assertEquals(new Btf.Member(Outsiders.DENIED, 8), outsider.get("denied"));
    }

    @Test
    void configIsTheSameOnBothSides() {
        Map<String, Btf.Member> config = btf.members("config");
        assertEquals(Config.SIZE, btf.size("config"));
        assertEquals(new Btf.Member(Config.OWN_PID, 4), config.get("own_pid"));
        assertEquals(new Btf.Member(Config.OWN_PIDNS, 4), config.get("own_pidns"));
        assertEquals(new Btf.Member(Config.HIERARCHY, 4), config.get("hierarchy"));
        assertEquals(new Btf.Member(Config.CONTROLLER, 4), config.get("controller"));
        assertEquals(new Btf.Member(Config.DATA_LIMIT, 4), config.get("data_limit"));
        assertEquals(new Btf.Member(Config.EXIT_TELLS_LAST, 4), config.get("exit_tells_last"));
        assertEquals(new Btf.Member(Config.FD_PATHS, 4), config.get("fd_paths"));
        assertEquals(new Btf.Member(Config.EXEC_ENVIRONMENT, 4), config.get("exec_env"));
    }

    @Test
    void countersAreTheSameOnBothSides() {
        List<String> names = List.copyOf(btf.members("counters").keySet());
        List<String> expected = Stream.of(Counters.Counter.values())
                .map(counter -> counter.name().toLowerCase(Locale.ROOT)).toList();
        assertEquals(expected, names.subList(0, expected.size()));
        assertEquals(Counters.SIZE, btf.size("counters"));
        assertEquals(Kernel.CGROUP_ENTRY_SIZE, btf.size("cgroup_entry"));
    }

    @Test
    void enumsHaveTheSameOrderOnBothSides() {
        assertOrder("subject_field", "FIELD_", Stream.of(HeaderField.values()).map(Enum::name).toList());
        assertOrder("gate", "GATE_", Stream.of(Control.Gate.values()).map(Enum::name).toList());
        assertOrder("kind", "KIND_", Stream.of(SyscallTable.Kind.values()).map(Enum::name).toList());
        assertOrder("controller", "CONTROLLER_", CgroupHierarchies.CONTROLLERS.stream()
                .map(name -> name.isEmpty() ? "V2" : name.toUpperCase(Locale.ROOT)).toList());
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
