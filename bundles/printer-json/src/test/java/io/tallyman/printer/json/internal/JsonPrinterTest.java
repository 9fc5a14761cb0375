package io.tallyman.printer.json.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.container.Enrichment;
import io.tallyman.api.container.Metadata;
import io.tallyman.api.container.Pod;
import io.tallyman.api.event.Node;
import io.tallyman.api.record.RecordLayout;
import io.tallyman.testing.Containers;
import io.tallyman.testing.FakeAncestor;
import io.tallyman.testing.FakeContext;
import io.tallyman.testing.FakeEventView;
import io.tallyman.testing.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonPrinterTest {
    private static final String TASK = "{\"timestamp\":1795312011228577335,\"threadStartTime\":1795312010000000003,"
            + "\"processorId\":1,\"processId\":13,\"cgroupId\":16439,\"threadId\":17,\"parentProcessId\":11,"
            + "\"hostProcessId\":40009,\"hostThreadId\":40013,\"hostParentProcessId\":40001,"
            + "\"entityId\":\"9f0c2b7e41d3-40009-1009000000007\",\"userId\":1009,"
            + "\"mountNamespace\":4026532171,\"pidNamespace\":4026532177,\"processName\":\"ls\","
            + "\"hostName\":\"a1b2c3d4e5f6\",";

    private final Lines lines = new Lines();

    @Test
    void writesEveryKeyOfAnEnrichedEventInItsPlace() {
        FakeEventView event = RecordBuilder.of("openat").returnValue(-2).number("dirfd", -100)
                .text("pathname", "/etc/passwd").number("flags", 0x80000).view(Containers.complete(3));
        assertEquals(TASK + "\"containerId\":\"" + Containers.ID + "\",\"container\":{\"id\":\"" + Containers.ID
                + "\",\"name\":\"web\",\"image\":\"nginx:1.27\",\"imageDigest\":\"nginx@sha256:80359a5f\","
                + "\"imageId\":\"sha256:9ad1c0de\",\"runtime\":\"docker\",\"enrichment\":\"complete\"},"
                + "\"kubernetes\":{},\"eventId\":\"257\",\"eventName\":\"openat\",\"argsNum\":4,\"returnValue\":-2,"
                + "\"syscall\":\"openat\",\"contextFlags\":{\"containerStarted\":true,\"isCompat\":false},\"args\":["
                + "{\"name\":\"dirfd\",\"type\":\"int\",\"value\":-100},"
                + "{\"name\":\"pathname\",\"type\":\"const char*\",\"value\":\"/etc/passwd\"},"
                + "{\"name\":\"flags\",\"type\":\"int\",\"value\":524288},"
                + "{\"name\":\"mode\",\"type\":\"mode_t\",\"value\":0}]}", lines.print(event));
    }

    @Test
    void writesTheAncestorsOfAProcessLast() {
        String plain = lines.print(RecordBuilder.of("openat").view());
        FakeEventView event = RecordBuilder.of("openat").view().ancestors(FakeAncestor.of(17, null, "/bin/sh", "sh"));
        assertEquals(plain.substring(0, plain.length() - 1) + ",\"ancestors\":[{\"hostProcessId\":17,"
                + "\"processStart\":1000000000017,\"entityId\":\"9f0c2b7e41d3-17-1000000000017\","
                + "\"executable\":\"/bin/sh\",\"argv\":[\"sh\"]}]}", lines.print(event));
    }

    @Test
    void leavesContainerAndPodOfAHostEventEmpty() {
        String line = lines.print(RecordBuilder.of("sched_process_exit").syscall(231).number("exit_code", 256)
                .number("process_group_exit", 1).number("exit_status", 1).number("duration", 1_000_003).view());
        assertEquals(TASK + "\"containerId\":\"\",\"container\":{},\"kubernetes\":{},\"eventId\":\"1003\","
                + "\"eventName\":\"sched_process_exit\",\"argsNum\":6,\"returnValue\":0,"
                + "\"syscall\":\"exit_group\","
                + "\"contextFlags\":{\"containerStarted\":false,\"isCompat\":false},\"args\":["
                + "{\"name\":\"exit_code\",\"type\":\"long\",\"value\":256},"
                + "{\"name\":\"process_group_exit\",\"type\":\"bool\",\"value\":true},"
                + "{\"name\":\"exit_status\",\"type\":\"int\",\"value\":1},"
                + "{\"name\":\"signal\",\"type\":\"int\",\"value\":0},"
                + "{\"name\":\"core_dump\",\"type\":\"bool\",\"value\":false},"
                + "{\"name\":\"duration\",\"type\":\"unsigned long\",\"value\":1000003}]}", line);
    }

    @Test
    void writesTheNamesOfTheNodeThatWereGiven() {
        RecordBuilder kill = RecordBuilder.of("kill");
        String before = "\"hostName\":\"a1b2c3d4e5f6\"";
        assertTrue(lines.print(kill.view().on(new Node("worker-7", "pr\"d"))).contains(
                before + ",\"nodeName\":\"worker-7\",\"clusterName\":\"pr\\\"d\",\"containerId\":\"\","));
        assertTrue(lines.print(kill.view().on(new Node("", "prod"))).contains(
                before + ",\"clusterName\":\"prod\",\"containerId\":\"\","));
        assertTrue(lines.print(kill.view()).contains(before + ",\"containerId\":\"\","));
    }

    @Test
    void saysWhyAContainerHasNoName() {
        String pending = lines.print(RecordBuilder.of("kill").view(Containers.unnamed(5, Enrichment.PENDING, "queue")));
        assertTrue(pending.contains("\"name\":\"\",\"image\":\"\",\"imageDigest\":\"\",\"imageId\":\"\","
                + "\"runtime\":\"\",\"enrichment\":\"pending\",\"reason\":\"queue\"},\"kubernetes\":{}"), pending);
        String failed = lines.print(RecordBuilder.of("kill").view(Containers.unnamed(6, Enrichment.FAILED, "gone")));
        assertTrue(failed.contains("\"enrichment\":\"failed\",\"reason\":\"gone\"}"), failed);
    }

    @Test
    void writesTheIdAloneWhereNobodyAskedForMore() {
        String line = lines.print(RecordBuilder.of("kill").view(Containers.unnamed(7, Enrichment.NONE, "")));
        assertTrue(line.contains("\"container\":{\"id\":\"" + Containers.ID + "\"},\"kubernetes\":{},"), line);
    }

    @Test
    void writesPodParentsAndLabels() {
        FakeEventView event = RecordBuilder.of("kill").view(Containers.complete(9, "\u202e\"web", "i",
                Map.of("b", "2\n", "a", "1"), Containers.POD, List.of("outer", "inner")));
        assertTrue(lines.print(event).contains("\"name\":\"\u202e\\\"web\",\"image\":\"i\""));
        assertTrue(lines.print(event).contains("\"parents\":[\"outer\",\"inner\"]},\"kubernetes\":{\"podName\":"
                + "\"web-0\",\"podNamespace\":\"shop\",\"podUID\":\"0ad47bc9-054a-0c4b-dffe-b9740e417b88\","
                + "\"podSandbox\":false},"));
        assertTrue(new Lines("labels", "true").print(event).contains("\"labels\":{\"a\":\"1\",\"b\":\"2\\n\"}}"));
        assertTrue(lines.print(RecordBuilder.of("kill").view(Containers.complete(10, "", "", Map.of(),
                new Pod("p", "n", "", true), List.of()))).contains("\"podUID\":\"\",\"podSandbox\":true}"));
    }

    @Test
    void waitsForLabelsWhereItShowsThem() {
        JsonPrinterFactory factory = new JsonPrinterFactory();
        assertEquals(Metadata.NAME, factory.create(FakeContext.of(factory)).needs());
        assertEquals(Metadata.LABELS, factory.create(FakeContext.of(factory, "labels", "true")).needs());
    }

    @Test
    void namesTheSystemCallThatAnEventHappenedIn() {
        assertTrue(lines.print(RecordBuilder.of("sched_process_exec").syscall(59).view())
                .contains("\"syscall\":\"execve\""));
        assertTrue(lines.print(RecordBuilder.of("sched_process_exec").syscall(-1).view())
                .contains("\"syscall\":\"\""));
    }

    @Test
    void doesNotTakeA32BitNumberForA64BitOne() {
        String exec = lines.print(RecordBuilder.of("sched_process_exec").syscall(59).flags(RecordLayout.FLAG_COMPAT)
                .view());
        assertTrue(exec.contains("\"syscall\":\"\",\"contextFlags\":{\"containerStarted\":false,\"isCompat\":true}"));
        String open = lines.print(RecordBuilder.of("open").syscall(5).flags(RecordLayout.FLAG_COMPAT).view());
        assertTrue(open.contains("\"syscall\":\"open\""), open);
    }

    @Test
    void tellsNullUnreadableEmptyAndCutValuesApart() {
        String line = lines.print(RecordBuilder.of("mount").unreadable("source").text("target", "")
                .truncated("filesystemtype", (byte) 'x').number("data", -1).view());
        assertTrue(line.contains("\"value\":null,\"unreadable\":true},{\"name\":\"target\",\"type\":\"const char*\","
                + "\"value\":\"\"},{\"name\":\"filesystemtype\",\"type\":\"const char*\",\"value\":\"x\","
                + "\"truncated\":true},"), line);
        assertTrue(line.contains("\"value\":18446744073709551615}"), line);
        assertTrue(lines.print(RecordBuilder.of("mount").unreadable("source", 0x7fff_0000_1235L).view())
                .contains("\"value\":null,\"unreadable\":true,\"address\":140733193392693}"));
        assertTrue(lines.print(RecordBuilder.of("mount").view()).contains("\"name\":\"source\",\"type\":"
                + "\"const char*\",\"value\":null}"));
    }

    @Test
    void writesStringArrays() {
        assertTrue(exec(RecordBuilder.of("execve").strings("argv", "ls", "", "-l\"")).contains("[\"ls\",\"\",\"-l\\\"\"]"));
        assertTrue(exec(RecordBuilder.of("execve").bytes("argv")).contains("\"value\":[]"));
        assertTrue(exec(RecordBuilder.of("execve").truncated("argv", new byte[] {'a', 0, 'b'}))
                .contains("\"value\":[\"a\",\"b\"],\"truncated\":true"));
    }

    @Test
    void namesFlagsWhereItIsToDecode() {
        String line = new Lines("decode", "true").print(RecordBuilder.of("openat").number("dirfd", -100)
                .number("flags", 0x80241).number("mode", 0644).view());
        assertTrue(line.contains("\"value\":\"AT_FDCWD\"}"), line);
        assertTrue(line.contains("\"value\":\"O_WRONLY|O_CREAT|O_TRUNC|O_CLOEXEC\"}"), line);
        assertTrue(line.contains("\"value\":\"0644\"}"), line);
    }

    @Test
    void namesTheProtocolOfASocketByItsFamily() {
        String line = new Lines("decode", "true").print(RecordBuilder.of("socket").number("domain", 16)
                .number("protocol", 9).view());
        assertTrue(line.contains("\"value\":\"NETLINK_AUDIT\"}"), line);
    }

    @Test
    void namesTheErrorWhereItIsToDecode() {
        RecordBuilder refused = RecordBuilder.of("openat").returnValue(-2);
        assertTrue(new Lines("decode", "true").print(refused.view())
                .contains("\"returnValue\":-2,\"error\":\"ENOENT\",\"syscall\""));
        assertTrue(lines.print(refused.view()).contains("\"returnValue\":-2,\"syscall\""));
        assertFalse(new Lines("decode", "true").print(RecordBuilder.of("lseek").returnValue(-4096).view())
                .contains("\"error\""));
    }

    @Test
    void showsThePathsOfDescriptors() {
        String line = lines.print(RecordBuilder.of("openat").paths("/srv", "/srv/\"a").returnValue(3)
                .number("dirfd", 7).view());
        assertTrue(line.contains("\"returnValue\":3,\"returnedPath\":\"/srv/\\\"a\","), line);
        assertTrue(line.contains("\"argsNum\":4,") && line.contains("\"value\":7,\"path\":\"/srv\"}"), line);
        String none = lines.print(RecordBuilder.of("openat").paths(null, "/old").returnValue(-9).view());
        assertFalse(none.contains("\"path\"") || none.contains("returnedPath"), none);
    }

    private String exec(RecordBuilder record) {
        return lines.print(record.view());
    }
}
