package io.tallyman.api.event;

import io.tallyman.api.container.Container;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One event, read in place from its record. The view is a flyweight: it is valid during the call that received it, on
 * that thread, and shows another event afterwards. Reading allocates nothing unless a method says so.
 *
 * <p>Ids are unsigned 32-bit values widened to {@code long} where they can exceed {@code int}. "Host" ids are those of
 * the initial pid namespace; the others are as the task's own pid namespace has them.
 */
@ProviderType
public interface EventView {
    /** What happened; never null. */
    EventType type();

    /**
     * When the event happened, in nanoseconds since the epoch. The order of the stream is the order of events; the time
     * of an event may be up to 0.5 ms before that of the event ahead of it. After the wall clock was set, later events
     * have the new time; an event has the same time in all outputs.
     */
    long time();

    /** When the thread started, in nanoseconds since the epoch. The same number for all events of a thread. */
    long threadStartTime();

    /**
     * When the first thread of the process started, in nanoseconds of the boot clock, or 0 where nobody knows. The number
     * does not change when the wall clock is set, so boot id, process id on the host and this number name a process.
     */
    default long processStart() {
        return 0;
    }

    /**
     * How many events this one stands for; 1 unless equal events became one. Such an event is the last one of them as to
     * {@link #time}. What may differ between them (thread, CPU, descriptors that were returned, addresses) is that of an
     * earlier event of the same kind.
     */
    default long count() {
        return 1;
    }

    /** When the first of these events happened, in nanoseconds since the epoch; {@link #time} is that of the last one. */
    default long firstTime() {
        return time();
    }

    /** Number of the CPU on which the event happened. */
    int cpu();

    /** Process id in the task's pid namespace. */
    int pid();

    /** Thread id in the task's pid namespace. */
    int tid();

    /** Process id of the parent in the task's pid namespace; 0 where the parent is outside. */
    int ppid();

    /** Process id on the host. */
    int hostPid();

    /** Thread id on the host. */
    int hostTid();

    /** Process id of the parent on the host. */
    int hostPpid();

    /** Real user id in the initial user namespace. */
    long uid();

    /** Inode of the mount namespace. */
    long mountNamespace();

    /** Inode of the pid namespace. */
    long pidNamespace();

    /** Id of the task's cgroup in the hierarchy that gives containers their ids. */
    long cgroupId();

    /** What a system call returned: a negative error number where it failed. 0 for other events. */
    long returnValue();

    /** The system call that the thread was in, as this architecture numbers it, or -1. */
    int syscall();

    /** True for a 32-bit system call on a 64-bit kernel. */
    boolean isCompat();

    /** The container as it was known when the event was released, or null for an event of the host. */
    Container container();

    /** Where it happened. All events of a session have the same object; {@link Node#NONE} where nobody said it. */
    default Node node() {
        return Node.NONE;
    }

    /** The event's process, or null where it is not known; known only while a filter needs it. */
    default ProcessView process() {
        return null;
    }

    /**
     * How the event's process came into the container; {@link ProcessOrigin#NONE} for an event of the host, and where the
     * source was not asked for origins.
     */
    default ProcessOrigin origin() {
        return ProcessOrigin.NONE;
    }

    /**
     * Bytes of the id that the runtime has given the exec which the event's process belongs to: letters, digits and
     * {@code _.-}, up to {@link io.tallyman.api.record.RecordLayout#MAX_EXEC_ID}. Returns how many were copied; 0 where
     * the process belongs to no exec, and where no runtime has told the id.
     */
    default int copyExecId(byte[] target, int at) {
        return 0;
    }

    /** The same id as text, or null. Allocates. */
    default String execId() {
        return null;
    }

    /**
     * The processes from which the event's process descends, nearest first, each as it was when it forked the next one; at
     * most {@link AncestorView#DEEPEST}. Empty where nobody knows, and unless the output was asked for ancestors. A parent
     * that has ended since is still here. All events of a process have the same list, which nobody changes.
     */
    default List<AncestorView> ancestors() {
        return List.of();
    }

    /** Bytes of the thread's name, up to 16; not necessarily text. Returns how many were copied. */
    int copyComm(byte[] target, int at);

    /** Bytes of the UTS node name, up to 64; not necessarily text. Returns how many were copied. */
    int copyUtsName(byte[] target, int at);

    /**
     * How many of the type's arguments the record has: a record of an older version may have fewer. An argument that
     * the record does not have reads as zero or as a null pointer.
     */
    int argCount();

    /**
     * The number of a descriptor's path. The number is an argument for {@link #isNull}, {@link #isTruncated},
     * {@link #byteLength}, {@link #copyBytes} and {@link #text}. The path is null if the descriptor was closed before
     * the program could read the path.
     *
     * @param arg number of an argument, or the number of the type's fields for the return value
     * @return the number, or -1 if the value is no descriptor or the source was not asked for paths
     */
    int pathOf(int arg);

    /** A scalar argument, narrowed and extended as its kind says; 0 or 1 for {@link FieldKind#BOOL}. */
    long number(int arg);

    /** True where a variable argument was a null pointer. */
    boolean isNull(int arg);

    /** True where a variable argument was longer than its documented limit and is cut. */
    boolean isTruncated(int arg);

    /** True where the memory of a variable argument could not be read. */
    boolean isUnreadable(int arg);

    /** The address of a variable argument that could not be read, as the caller passed it; 0 if it is not known. */
    long address(int arg);

    /** Length of a variable argument in bytes. */
    int byteLength(int arg);

    /** Copies a variable argument's bytes; the target needs {@link #byteLength} bytes from {@code at}. */
    void copyBytes(int arg, byte[] target, int at);

    /** A variable argument as text, with U+FFFD for what is not UTF-8. Allocates. */
    String text(int arg);

    /** The thread's name as text. Allocates. */
    String comm();

    /** The UTS node name as text. Allocates. */
    String utsName();

    /** Size in bytes of the record behind the event, see {@link io.tallyman.api.record.RecordLayout}. */
    int recordLength();

    /**
     * Copies the record's header as it is: {@link io.tallyman.api.record.RecordLayout#HEADER_SIZE} bytes. Whoever keeps
     * what it has made of a header sees by one comparison whether it still holds.
     */
    void copyHeader(byte[] target, int at);

    /** Copies the record as it is; the target needs {@link #recordLength} bytes from {@code at}. */
    void copyRecord(byte[] target, int at);
}
