package io.tallyman.capture.internal;

import static io.tallyman.capture.internal.BlockLayout.*;

import io.tallyman.api.container.Container;
import io.tallyman.api.event.Node;
import io.tallyman.api.record.RecordLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a capture record by record. A whole block is checked before its first record is shown, so that no record of a
 * damaged block is shown. One thread uses the reader; nothing is allocated per record.
 */
final class BlockReader {
    private final CaptureFile file;
    private final SnapshotDecoder snapshots;
    private final List<Container> containers = new ArrayList<>();
    private final int machine;
    private SyscallNumbers numbers;
    private int numbersOf;
    private ByteBuffer block;
    private int next;
    private int record;
    private boolean first = true;
    private long bootTime;
    private Node node = Node.NONE;
    private boolean otherBoot;
    private int flags;
    private String session = "";

    /** @param machine the machine whose system call numbers the records are to have */
    BlockReader(CaptureFile file, SnapshotDecoder snapshots, int machine) {
        this.file = file;
        this.snapshots = snapshots;
        this.machine = machine;
        numbersOf = machine;
    }

    /**
     * Moves on to the next record.
     *
     * @return false at the end
     * @throws Damage the next block cannot be read
     */
    boolean advance() throws Damage {
        while (block == null || !toRecord()) {
            block = file.next();
            if (block == null) {
                return false;
            }
            begin();
        }
        return true;
    }

    private boolean toRecord() {
        while (next < block.limit()) {
            int entry = next;
            int length = block.getInt(entry + ENTRY_LENGTH);
            next = entry + ENTRY_HEADER_SIZE + padded(length);
            if (kind(entry) == KIND_RECORD) {
                record = entry;
                return true;
            }
        }
        return false;
    }

    private void begin() throws Damage {
        next = HEADER_SIZE;
        containers.clear();
        containers.add(null);
        int records;
        try {
            records = lookThrough();
        } catch (RuntimeException e) {
            throw new Damage("is damaged at offset " + file.offset() + ": " + e.getMessage());
        }
        if (first) {
            flags = block.get(FLAGS);
            bootTime = block.getLong(BOOT_TIME);
            first = records == 0;
        }
        if (block.get(MACHINE) != numbersOf) {
            numbersOf = block.get(MACHINE);
            numbers = SyscallNumbers.of(numbersOf, machine);
        }
        adapt();
    }

    /**
     * Collects the snapshots of the block, and returns the number of its records.
     *
     * @throws Damage the block was made on another node than the first one, and all events of a replay have one node
     */
    private int lookThrough() throws Damage {
        Node here = Node.NONE;
        int records = 0;
        int entries = 0;
        int at = HEADER_SIZE;
        for (int end = block.limit(); at < end; entries++) {
            int length = end - at < ENTRY_HEADER_SIZE ? -1 : block.getInt(at + ENTRY_LENGTH);
            if (length < 0 || length > end - at - ENTRY_HEADER_SIZE) {
                throw new IllegalArgumentException("entry " + entries + " does not fit");
            }
            if (kind(at) == KIND_SNAPSHOT) {
                byte[] bytes = new byte[length];
                block.get(at + ENTRY_HEADER_SIZE, bytes);
                containers.add(snapshots.of(bytes));
            } else if (kind(at) == KIND_NODE) {
                byte[] bytes = new byte[length];
                block.get(at + ENTRY_HEADER_SIZE, bytes);
                here = NodeNames.decode(bytes);
            } else if (kind(at) == KIND_SESSION && first) {
                byte[] text = new byte[Math.min(length, SessionText.MOST_BYTES)];
                block.get(at + ENTRY_HEADER_SIZE, text);
                session = new String(text, StandardCharsets.UTF_8);
            } else if (kind(at) == KIND_RECORD) {
                records++;
                if (snapshot(at) >= containers.size()
                        || !RecordCheck.isSound(block, at + ENTRY_HEADER_SIZE, length)) {
                    throw new IllegalArgumentException("entry " + entries + " is no sound record");
                }
            }
            at += ENTRY_HEADER_SIZE + padded(length);
        }
        if (entries != block.getInt(ENTRIES)) {
            throw new IllegalArgumentException(entries + " entries instead of " + block.getInt(ENTRIES));
        }
        if (first) {
            node = here;
        } else if (records > 0 && !(node.name().equals(here.name()) && node.cluster().equals(here.cluster()))) {
            throw new Damage("was made on another node from offset " + file.offset()
                    + " on; replay that part as a recording of its own");
        }
        otherBoot = !node.boot().equals(here.boot());
        return records;
    }

    /**
     * Converts all records of the block to the clock of the first record, and to the system call numbers of this
     * machine. A start of a process names the process only with the boot id of the block, and all events of a replay have
     * one boot id. So the starts of another boot are taken away.
     */
    private void adapt() {
        long later = block.getLong(BOOT_TIME) - bootTime;
        if (later == 0 && numbers == null && !otherBoot) {
            return;
        }
        while (toRecord()) {
            int at = offset();
            if (numbers != null) {
                numbers.translate(block, at);
            }
            if (otherBoot) {
                block.putLong(at + RecordLayout.PROCESS_START, 0);
            }
            block.putLong(at + RecordLayout.TIME, block.getLong(at + RecordLayout.TIME) + later);
            block.putLong(at + RecordLayout.THREAD_START, block.getLong(at + RecordLayout.THREAD_START) + later);
        }
        next = HEADER_SIZE;
    }

    private int kind(int entry) {
        return block.getShort(entry + ENTRY_KIND) & 0xffff;
    }

    private int snapshot(int entry) {
        return block.getShort(entry + ENTRY_SNAPSHOT) & 0xffff;
    }

    /** The block that holds the current record. */
    ByteBuffer buffer() {
        return block;
    }

    /** Where the current record starts in the block. */
    int offset() {
        return record + ENTRY_HEADER_SIZE;
    }

    /** Size of the current record in bytes. */
    int length() {
        return block.getInt(record + ENTRY_LENGTH);
    }

    /** The container of the current record, or null for the host. */
    Container container() {
        return containers.get(snapshot(record));
    }

    /** When the clock of all records began, nanoseconds since the epoch; known from the first record on. */
    long bootTime() {
        return bootTime;
    }

    /** Where the first record was taken, and with it the others; known from the first record on. */
    Node node() {
        return node;
    }

    /** The beginning of the text about the session that was recorded first; see {@link SessionText}. */
    String session() {
        return session;
    }

    /** The flags of the session that was recorded first. */
    int flags() {
        return flags;
    }
}
