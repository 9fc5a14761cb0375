package io.tallyman.capture.internal;

import static io.tallyman.capture.internal.BlockLayout.*;

import io.tallyman.api.container.Container;
import io.tallyman.api.record.RecordLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Goes through a capture record by record. A block is looked through before its first record is shown, so that what is
 * shown comes from blocks that are whole and sound. One thread; nothing is allocated per record.
 */
final class BlockReader {
    private final CaptureFile file;
    private final Snapshots snapshots;
    private final List<Container> containers = new ArrayList<>();
    private final int machine;
    private SyscallNumbers numbers;
    private int numbersOf;
    private ByteBuffer block;
    private int next;
    private int record;
    private boolean first = true;
    private long bootTime;
    private int flags;

    /** @param machine whose system call numbers are wanted */
    BlockReader(CaptureFile file, Snapshots snapshots, int machine) {
        this.file = file;
        this.snapshots = snapshots;
        this.machine = machine;
        numbersOf = machine;
    }

    /**
     * Goes to the next record.
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

    /** Collects the snapshots; returns the number of records. */
    private int lookThrough() {
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
        return records;
    }

    /** Gives all records the clock of the first one and this machine's system call numbers. */
    private void adapt() {
        long later = block.getLong(BOOT_TIME) - bootTime;
        if (later == 0 && numbers == null) {
            return;
        }
        while (toRecord()) {
            int at = offset();
            if (numbers != null) {
                numbers.translate(block, at);
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

    /** The block that holds the present record. */
    ByteBuffer buffer() {
        return block;
    }

    /** Where the present record starts in it. */
    int offset() {
        return record + ENTRY_HEADER_SIZE;
    }

    /** Size of the present record. */
    int length() {
        return block.getInt(record + ENTRY_LENGTH);
    }

    /** The present record's container, or null. */
    Container container() {
        return containers.get(snapshot(record));
    }

    /** When the clock of all records began, nanoseconds since the epoch; known from the first record on. */
    long bootTime() {
        return bootTime;
    }

    /** Of the session that was recorded first. */
    int flags() {
        return flags;
    }
}
