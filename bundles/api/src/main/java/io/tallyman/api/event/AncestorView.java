package io.tallyman.api.event;

import io.tallyman.api.container.Container;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A process that forked another one: the process as it was at that fork. What it executed later changes nothing here. Any
 * thread may ask; nothing is allocated.
 */
@ProviderType
public interface AncestorView {
    /** How many ancestors of a process are kept. */
    int DEEPEST = 8;

    /** Process id on the host. */
    int hostPid();

    /** When the process started, in nanoseconds of the boot clock; 0 where nobody knows. See {@link #isStartExact}. */
    long processStart();

    /**
     * False where the start is rounded down to hundredths of a second, or is not known. That is so for a process that was
     * there before the trace and has caused no event since. Only an exact start makes a name of the process.
     */
    boolean isStartExact();

    /** Path of the program's file from the root of its mount namespace; empty where it is not known. */
    String executable();

    /** The last name of that path; empty where the path is not known. */
    String name();

    /** Arguments of the exec that made the process what it is, the program's name first; empty where they are not known. */
    List<String> argv();

    /** The arguments are longer than what is kept of them, or were not kept at all. */
    boolean isArgvTruncated();

    /**
     * The container in which the process executed its program, or was forked if it executed none, as the container is known
     * now. Null for the host, and where nobody knows.
     */
    Container container();
}
