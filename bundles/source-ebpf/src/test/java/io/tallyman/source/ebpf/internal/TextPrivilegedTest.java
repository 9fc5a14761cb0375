package io.tallyman.source.ebpf.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.Node;
import io.tallyman.api.record.RecordLayout;
import io.tallyman.api.source.SourceOptions;
import io.tallyman.engine.early.Subscriber;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What calls write, where that is asked for. */
@Tag("privileged")
@Timeout(120)
class TextPrivilegedTest {
    private static final SourceOptions NO_TEXT = new SourceOptions(SourceOptions.DEFAULT_BUFFER, false);
    private static final SourceOptions PATHS =
            new SourceOptions(SourceOptions.DEFAULT_BUFFER, false, true, false, null, Node.NONE);
    private static final String TEXT = "first\0part, last.";
    private static final String HOSTILE = "\033[31mred\r\0\u00c3(";
    private static final String[] CALLS = {"write", "pwrite64", "writev", "pwritev"};
    private static final int CUT = RecordLayout.VAR_TRUNCATED;
    private static final int UNREADABLE = RecordLayout.VAR_UNREADABLE;

    /** The calls of the helper, without those of the process that starts it. */
    private static List<Seen> calls(Tracer tracer, int pid, String call, boolean compat) {
        return tracer.all(call, one -> one.hostPid() == pid && one.comm().equals("tm-helper")
                && compat == ((one.flags() & RecordLayout.FLAG_COMPAT) != 0));
    }

    private static List<Seen> calls(Tracer tracer, int pid, String call) {
        return calls(tracer, pid, call, false);
    }

    private static void check(Seen call, long ret, String text, int flags) {
        assertEquals(ret, call.ret());
        assertEquals(flags, call.varFlags("text"));
        call.check("text", text);
    }

    private static void checkUnreadable(Seen call, long ret, String pointer) {
        check(call, ret, "", UNREADABLE);
        assertEquals(call.arg(pointer), call.address("text"));
    }

    @Test
    void shouldTellWhatWasWritten() throws Exception {
        try (Tracer tracer = new Tracer(NO_TEXT.writing(SourceOptions.MOST_WRITE_BYTES), CALLS)) {
            int pid = tracer.help("writes");
            List<Seen> writes = calls(tracer, pid, "write");
            assertEquals(7, writes.size());
            check(writes.get(0), 17, TEXT, 0);
            check(writes.get(1), -9, "first", 0);
            checkUnreadable(writes.get(2), -9, "buf");
            check(writes.get(3), 0, "", 0);
            check(writes.get(4), -14, null, 0);
            check(writes.get(6), HOSTILE.length(), HOSTILE, 0);
            check(calls(tracer, pid, "pwrite64").get(0), 11, "part, last.", 0);
            assertEquals(0, tracer.lost());
        }
    }

    /** The helper writes 17 bytes, of which only the first five are in memory that can be read. */
    @Test
    void shouldTellNoMoreThanWasWritten() throws Exception {
        try (Tracer tracer = new Tracer(NO_TEXT.writing(256), CALLS)) {
            int pid = tracer.help("writes");
            check(calls(tracer, pid, "write").get(5), 5, "first", 0);
            check(calls(tracer, pid, "writev").get(3), 5, "first", 0);
        }
    }

    @Test
    void shouldPutThePartsOfAVectorTogether() throws Exception {
        try (Tracer tracer = new Tracer(NO_TEXT.writing(SourceOptions.MOST_WRITE_BYTES), CALLS)) {
            int pid = tracer.help("writes");
            List<Seen> gathered = calls(tracer, pid, "writev");
            assertEquals(7, gathered.size());
            check(gathered.get(0), 17, TEXT, 0);
            check(gathered.get(1), -9, "first\0", 0);
            checkUnreadable(gathered.get(2), -9, "iov");
            check(gathered.get(4), 16, "f".repeat(16), 0);
            check(gathered.get(5), 17, "f".repeat(16), CUT);
            checkUnreadable(gathered.get(6), -14, "iov");
            check(calls(tracer, pid, "pwritev").get(0), 10, "first\0part", 0);
        }
    }

    @Test
    void shouldReadTheVectorsOf32BitCallers() throws Exception {
        try (Tracer tracer = new Tracer(NO_TEXT.writing(11), CALLS)) {
            int pid = tracer.help("writes");
            check(calls(tracer, pid, "write", true).get(0), 16, "narrow, and", CUT);
            List<Seen> gathered = calls(tracer, pid, "writev", true);
            check(gathered.get(0), 11, "narrow more", 0);
            check(gathered.get(1), -9, "narrow more", 0);
        }
    }

    @Test
    void shouldCutWhatIsLongerThanAskedFor() throws Exception {
        try (Tracer tracer = new Tracer(NO_TEXT.writing(7), CALLS)) {
            int pid = tracer.help("writes");
            for (String call : CALLS) {
                Seen first = calls(tracer, pid, call).get(0);
                assertEquals(call.equals("pwrite64") ? "part, l" : "first\0p", first.arg("text"));
                assertEquals(CUT, first.varFlags("text"));
            }
            check(calls(tracer, pid, "write").get(1), -9, "first", 0);
        }
    }

    @Test
    void shouldHaveNoRoomForTextUnlessAsked() throws Exception {
        try (Tracer tracer = new Tracer(NO_TEXT, CALLS)) {
            int pid = tracer.help("writes");
            assertEquals(7, calls(tracer, pid, "write").size());
            for (String call : CALLS) {
                calls(tracer, pid, call).forEach(one -> assertEquals(one.type().fields().size() - 1, one.args().size()));
            }
        }
    }

    @Test
    void shouldFoldOnlyCallsThatWriteTheSame() throws Exception {
        for (int bytes : new int[] {0, 7}) {
            try (Tracer tracer = new Tracer(NO_TEXT.reducing(true, false).writing(bytes), "write")) {
                tracer.subscribe(new Subscriber(Tracer.ids("write"), List.of(List.of()), Set.of(),
                        Map.of(Catalogue.builtIn().byName("write").id(), 600_000), List.of()));
                int pid = tracer.help("writes-again");
                tracer.session.closeGate();
                tracer.drain();
                List<Long> counts = calls(tracer, pid, "write").stream().map(Seen::count).sorted().toList();
                assertEquals(bytes == 0 ? List.of(1L, 11L) : List.of(1L, 1L, 4L, 6L), counts);
            }
        }
    }

    /** The slots of paths are behind that of the text. */
    @Test
    void shouldTellThePathWithAndWithoutTheText() throws Exception {
        for (int bytes : new int[] {0, 5}) {
            try (Tracer tracer = new Tracer(PATHS.writing(bytes), CALLS)) {
                int pid = tracer.help("writes");
                for (String call : CALLS) {
                    Seen first = calls(tracer, pid, call).get(0);
                    assertEquals(List.of("memfd:tm-written"), first.paths());
                    String text = call.equals("pwrite64") ? "part," : "first";
                    assertEquals(bytes == 0 ? null : text, first.arg("text"));
                }
            }
        }
    }
}
