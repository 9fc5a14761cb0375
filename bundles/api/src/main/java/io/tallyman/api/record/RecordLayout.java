package io.tallyman.api.record;

import java.nio.ByteOrder;

/**
 * The layout of one record, little endian, as the BPF programs write it ({@code bpf/src/main/c/record.bpf.h}).
 *
 * <pre>
 *   0  u64 time           boot clock, ns            |  64  u32 uid       host user id
 *   8  u64 thread start   boot clock, ns            |  68  u32 mntns     mount namespace inode
 *  16  u64 process start  boot clock, ns            |  72  u32 pidns     pid namespace inode
 *  24  u64 cgroup         id in the one hierarchy   |  76  u32 cpu
 *  32  s64 return value                             |  80  u16 event     catalogue id
 *  40  u32 host tid       (thread, kernel "pid")    |  82  s16 syscall   this architecture's number, -1: none
 *  44  u32 host pid       (process, kernel "tgid")  |  84  u16 flags     FLAG_*
 *  48  u32 host ppid                                |  86  u8  args      number of slots
 *  52  u32 tid            in the task's namespace   |  87  u8            private to the source
 *  56  u32 pid            in the task's namespace   |  88  char comm[16]
 *  60  u32 ppid           in the task's namespace   | 104  char uts[64]  node name, zero padded
 * 168  u64 slot[args]     for arguments and paths: {@link RecordSlots}
 *  ..  bytes              the bytes of variable arguments and paths, then zero padding to 8
 * </pre>
 *
 * The slot of a scalar argument holds the value. The slot of a variable argument (string, string array, socket address,
 * bytes) holds the offset of the argument's bytes from the start of the record in the low 32 bits, the number of bytes
 * in the 24 bits above, and {@code VAR_*} flags in the top 8 bits. A slot of zero stands for a null pointer. The bytes
 * of a string array are its strings, each with a terminating zero.
 */
public final class RecordLayout {
    /** The order of the bytes of each number. */
    public static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    /** Offset of the time of the event: u64, nanoseconds of the boot clock. */
    public static final int TIME = 0;
    /** Offset of the time when the thread started: u64, nanoseconds of the boot clock. */
    public static final int THREAD_START = 8;
    /**
     * Offset of the time when the first thread of the process started: u64, nanoseconds of the boot clock, as the kernel
     * has them; 0 where no process caused the event.
     */
    public static final int PROCESS_START = 16;
    /** Offset of the id of the cgroup: u64. */
    public static final int CGROUP = 24;
    /** Offset of the return value of a system call: s64. */
    public static final int RETURN_VALUE = 32;
    /** Offset of the thread id on the host: u32. */
    public static final int HOST_TID = 40;
    /** Offset of the process id on the host: u32. */
    public static final int HOST_PID = 44;
    /** Offset of the parent's process id on the host: u32. */
    public static final int HOST_PPID = 48;
    /** Offset of the thread id in the task's pid namespace: u32. */
    public static final int TID = 52;
    /** Offset of the process id in the task's pid namespace: u32. */
    public static final int PID = 56;
    /** Offset of the parent's process id in the task's pid namespace: u32. */
    public static final int PPID = 60;
    /** Offset of the real user id in the initial user namespace: u32. */
    public static final int UID = 64;
    /** Offset of the inode of the mount namespace: u32. */
    public static final int MNTNS = 68;
    /** Offset of the inode of the pid namespace: u32. */
    public static final int PIDNS = 72;
    /** Offset of the number of the CPU: u32. */
    public static final int CPU = 76;
    /** Offset of the event's id in the catalogue: u16. */
    public static final int EVENT = 80;
    /** Offset of this architecture's number of the system call: s16, -1 where there is none. */
    public static final int SYSCALL = 82;
    /** Offset of the {@code FLAG_*} bits: u16. */
    public static final int FLAGS = 84;
    /** Offset of the number of slots: u8. */
    public static final int ARGS = 86;
    /** Offset of the thread's name, which ends at its first zero byte. */
    public static final int COMM = 88;
    /** Bytes that the thread's name has at the most. */
    public static final int COMM_SIZE = 16;
    /** Offset of the UTS node name, which ends at its first zero byte. */
    public static final int UTS = 104;
    /** Bytes that the node name has at the most. */
    public static final int UTS_SIZE = 64;
    /** Size of the header in bytes; the first slot follows. */
    public static final int HEADER_SIZE = 168;

    /** The task ran a 32-bit system call on a 64-bit kernel. */
    public static final int FLAG_COMPAT = 1;
    /** The task that executes a program is in another mount namespace than its parent. */
    public static final int FLAG_OWN_MOUNTS = 2;
    /**
     * The record stands for several events. The time is that of the last one. The record ends with their number and the
     * time of the first one (boot clock), u64 each: {@link #FOLD_SIZE} bytes.
     */
    public static final int FLAG_FOLDED = 4;

    /**
     * The process belongs to a command that a runtime has executed in a container. The record ends with
     * {@link #EXEC_SIZE} bytes, before those of {@link #FLAG_FOLDED} if there are any: the process that has brought the
     * command into the container, as its start (boot clock, u64) and its id on the host (u32), and the length of the
     * exec's id (u32). The id, padded with zeros to 8 bytes, is before these. The programs write no id; the length is 0.
     */
    public static final int FLAG_EXEC = 8;

    /** Place of the lowest of the three bits with the ordinal of the {@link io.tallyman.api.event.ProcessOrigin}. */
    public static final int FLAG_ORIGIN_SHIFT = 8;

    /** Bytes at the end of a record that stands for several events. */
    public static final int FOLD_SIZE = 16;
    /** Where the number of events is, from the end of the record. */
    public static final int FOLD_COUNT = -16;
    /** Where the time of the first event is, from the end of the record. */
    public static final int FOLD_FIRST = -8;

    /** Bytes at the end of a record of an exec. */
    public static final int EXEC_SIZE = 16;
    /** Where the start of the process is that has brought the command, from the end of these bytes. */
    public static final int EXEC_START = -16;
    /** Where the id of that process is, from the end of these bytes. */
    public static final int EXEC_PID = -8;
    /** Where the length of the exec's id is, from the end of these bytes. */
    public static final int EXEC_ID_LENGTH = -4;
    /** Longest id of an exec, in bytes. */
    public static final int MAX_EXEC_ID = 128;

    /** The value was longer than the documented limit and is cut. */
    public static final int VAR_TRUNCATED = 1;
    /**
     * The memory could not be read when the event happened. The bytes are the address, u64, or there are none if the
     * address is not known.
     */
    public static final int VAR_UNREADABLE = 2;

    /** No record is larger, in bytes. */
    public static final int MAX_SIZE = 32 * 1024;
    /** Longest string argument, in bytes without the terminating zero ({@code PATH_MAX - 1}). */
    public static final int MAX_STRING = 4095;
    /** Longest string array argument, in bytes with the terminating zeros. */
    public static final int MAX_STRINGS = 16 * 1024 - 1;

    private RecordLayout() {
    }

    /** The ordinal of the origin in the flags of a record. */
    public static int origin(int flags) {
        return flags >> FLAG_ORIGIN_SHIFT & 7;
    }

    /** The flags of a record without an origin. */
    public static int withoutOrigin(int flags) {
        return flags & ~(7 << FLAG_ORIGIN_SHIFT);
    }

    /** The flags of a record with this origin. */
    public static int withOrigin(int flags, int ordinal) {
        return withoutOrigin(flags) | ordinal << FLAG_ORIGIN_SHIFT;
    }

    /** Where what {@link #FLAG_EXEC} says of a record ends, from the record's start; the record has that flag. */
    public static int execEnd(int flags, int length) {
        return (flags & FLAG_FOLDED) == 0 ? length : length - FOLD_SIZE;
    }

    /** Bytes from the start of an exec's id to the end of what {@link #FLAG_EXEC} says of a record. */
    public static int execSize(int idLength) {
        return EXEC_SIZE + (idLength + 7 & ~7);
    }

    /** Offset of an argument's slot from the record's start. */
    public static int slot(int arg) {
        return HEADER_SIZE + (arg << 3);
    }

    /** Offset of a variable argument's bytes from the record's start. */
    public static int varOffset(long slot) {
        return (int) slot;
    }

    /** Length of a variable argument in bytes. */
    public static int varLength(long slot) {
        return (int) (slot >>> 32) & 0xff_ffff;
    }

    /** {@code VAR_*} flags of a variable argument. */
    public static int varFlags(long slot) {
        return (int) (slot >>> 56);
    }

    /** The slot of a variable argument. */
    public static long varSlot(int offset, int length, int flags) {
        return (long) flags << 56 | (long) (length & 0xff_ffff) << 32 | offset & 0xffff_ffffL;
    }
}
