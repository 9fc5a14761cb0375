package io.tallyman.engine.internal.hashing;

import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventType;
import io.tallyman.api.record.RecordLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What the record of an exec tells of the program's file. */
final class ExecRecord {
    private static final EventType EXEC = Catalogue.builtIn().byName("sched_process_exec");
    private static final int PATHNAME = EXEC.indexOf("pathname");
    private static final int INODE = EXEC.indexOf("inode");
    private static final int DEVICE = EXEC.indexOf("dev");
    private static final int CHANGED = EXEC.indexOf("ctime");
    /** The slot that the hash belongs to. */
    static final int SHA256 = EXEC.indexOf("executable_sha256");

    private ExecRecord() {
    }

    static boolean isExec(ByteBuffer records, int offset) {
        return (records.getShort(offset + RecordLayout.EVENT) & 0xffff) == EXEC.id();
    }

    static int hostPid(ByteBuffer records, int offset) {
        return records.getInt(offset + RecordLayout.HOST_PID);
    }

    static int device(ByteBuffer records, int offset) {
        return (int) records.getLong(offset + RecordLayout.slot(DEVICE));
    }

    static long inode(ByteBuffer records, int offset) {
        return records.getLong(offset + RecordLayout.slot(INODE));
    }

    /** Change time, nanoseconds since the epoch. */
    static long changed(ByteBuffer records, int offset) {
        return records.getLong(offset + RecordLayout.slot(CHANGED));
    }

    /** From the root of the process's mounts; empty where it is not known. */
    static String path(ByteBuffer records, int offset) {
        long slot = records.getLong(offset + RecordLayout.slot(PATHNAME));
        byte[] bytes = new byte[RecordLayout.varLength(slot)];
        records.get(offset + RecordLayout.varOffset(slot), bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
