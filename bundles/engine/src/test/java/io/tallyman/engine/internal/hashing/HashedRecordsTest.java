package io.tallyman.engine.internal.hashing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.Node;
import io.tallyman.api.record.RecordLayout;
import io.tallyman.api.source.RecordClock;
import io.tallyman.engine.internal.record.Origin;
import io.tallyman.engine.internal.record.RecordView;
import io.tallyman.testing.Containers;
import io.tallyman.testing.RecordBuilder;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A record with the hash has all that the record had before. */
class HashedRecordsTest {
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    private static final int KERNELS_SLOTS = 15;

    @TempDir
    private Path directory;
    private final FakePrograms files = new FakePrograms();
    private final Digests digests = new Digests(files, Duration.ofSeconds(20).toNanos());
    private final HashedRecords records = new HashedRecords(digests);
    private final RecordView view = new RecordView(new Origin(new RecordClock(0), Node.NONE));

    /** The record as programs write it that were not asked for the environment: the last slots are missing. */
    private static ByteBuffer shortened(ByteBuffer whole) {
        int kept = RecordLayout.slot(KERNELS_SLOTS);
        int gone = RecordLayout.slot(ExecRecord.SHA256 + 1) - kept;
        ByteBuffer record = ByteBuffer.allocate(whole.capacity() - gone).order(RecordLayout.ORDER);
        record.put(0, whole, 0, kept).put(kept, whole, kept + gone, whole.capacity() - kept - gone);
        record.put(RecordLayout.ARGS, (byte) KERNELS_SLOTS);
        for (String text : new String[] {"pathname", "argv"}) {
            int at = RecordLayout.slot(Catalogue.builtIn().byName("sched_process_exec").indexOf(text));
            record.putLong(at, record.getLong(at) - gone);
        }
        return record;
    }

    private String shown(String argument) {
        return view.text(view.type().indexOf(argument));
    }

    @Test
    void shouldAddTheHashAndKeepAllElse() throws Exception {
        Path abc = Files.writeString(directory.resolve("abc"), "abc");
        files.execute(7, abc);
        ByteBuffer exec = shortened(files.exec(7, abc));
        ByteBuffer among = ByteBuffer.allocate(8 + exec.capacity()).order(RecordLayout.ORDER).put(8, exec, 0, exec.capacity());
        assertTrue(records.copy(among, 8, exec.capacity()));
        assertTrue(view.wrap(records.buffer(), 0, records.length(), null));
        assertEquals(ABC, shown("executable_sha256"));
        assertEquals(abc.toString(), shown("pathname"));
        assertEquals("x\0y\0", shown("argv"));
        assertTrue(view.isNull(view.type().indexOf("envp")));
        assertEquals(7, view.hostPid());
        assertEquals(0, records.length() % 8);
        assertEquals(KERNELS_SLOTS, exec.get(RecordLayout.ARGS), "the queue's own record stays");
        digests.close();
    }

    @Test
    void shouldSayNullWhereThereIsNoHash() throws Exception {
        ByteBuffer exec = shortened(files.exec(7, Files.writeString(directory.resolve("abc"), "abc")));
        assertTrue(records.copy(exec, 0, exec.capacity()));
        assertTrue(view.wrap(records.buffer(), 0, records.length(), null));
        assertEquals(ExecRecord.SHA256 + 1, view.argCount());
        assertTrue(view.isNull(ExecRecord.SHA256));
        digests.close();
    }

    /** The end of the record stays its end. */
    @Test
    void shouldKeepTheExecThatTheProgramBelongsTo() throws Exception {
        Path abc = Files.writeString(directory.resolve("abc"), "abc");
        files.execute(7, abc);
        ByteBuffer plain = files.exec(7, abc);
        ByteBuffer exec = ByteBuffer.allocate(plain.capacity() + 8 + RecordLayout.EXEC_SIZE).order(RecordLayout.ORDER);
        exec.put(0, plain, 0, plain.capacity()).put(plain.capacity(), "e7".getBytes());
        exec.putInt(exec.capacity() + RecordLayout.EXEC_ID_LENGTH, 2);
        exec.putShort(RecordLayout.FLAGS, (short) RecordLayout.FLAG_EXEC);
        assertTrue(records.copy(exec, 0, exec.capacity()));
        assertTrue(view.wrap(records.buffer(), 0, records.length(), Containers.complete(3)));
        assertEquals(ABC, shown("executable_sha256"));
        assertEquals("e7", view.execId());
        digests.close();
    }

    @Test
    void shouldLeaveOtherEventsAlone() {
        byte[] bytes = RecordBuilder.of("openat").text("pathname", "/x").bytes();
        assertFalse(records.copy(ByteBuffer.wrap(bytes).order(RecordLayout.ORDER), 0, bytes.length));
    }
}
