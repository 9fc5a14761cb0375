package io.tallyman.engine.internal.execs;

import io.tallyman.api.event.EventView;
import io.tallyman.api.record.RecordLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Tells the programs that execute commands in containers from all others by their names. Makes no object. */
final class RuntimeName {
    private static final byte[][] NAMES = Arrays.stream(new String[] {"runc", "crun", "youki", "runsc"})
            .map(name -> name.getBytes(StandardCharsets.US_ASCII)).toArray(byte[][]::new);

    private final byte[] comm = new byte[RecordLayout.COMM_SIZE];

    /** Whether the event's thread has the name of such a program, as a program has right after its exec. */
    boolean isOf(EventView event) {
        int length = event.copyComm(comm, 0);
        for (byte[] name : NAMES) {
            if (Arrays.equals(comm, 0, length, name, 0, name.length)) {
                return true;
            }
        }
        return false;
    }
}
