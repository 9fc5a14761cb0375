package io.tallyman.source.ebpf.internal.programs;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.tallyman.api.source.SourceException;
import io.tallyman.source.ebpf.internal.libbpf.Libbpf;
import io.tallyman.source.ebpf.internal.libbpf.LibbpfMessages;
import io.tallyman.source.ebpf.internal.machine.Prerequisites;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The object file in the kernel: the maps, some of the programs, and the links by which programs are attached. File
 * descriptors of this process keep all of them alive. Nothing is pinned, so nothing outlives {@link #close} or the
 * process. Not thread-safe.
 */
public final class BpfObject implements AutoCloseable {
    private static final String DIRECTORY = "/io/tallyman/bpf/";

    /** {@code bpf_prog_info.recursion_misses}, since Linux 5.12. */
    private static final int INFO_SIZE = 216;
    private static final int INFO_RECURSION_MISSES = 208;

    private final LibbpfMessages messages;
    private final Map<String, Pointer> links = new HashMap<>();
    private final List<Integer> programs = new ArrayList<>();
    private final Memory info = new Memory(INFO_SIZE);
    private final Memory infoSize = new Memory(4);
    private final Memory image;
    private Pointer object;

    private BpfObject(byte[] bytes, LibbpfMessages messages) {
        this.messages = messages;
        image = new Memory(bytes.length);
        image.write(0, bytes, 0, bytes.length);
    }

    /**
     * Reads the object file; nothing is in the kernel yet.
     *
     * @param messages what libbpf says, for whoever hears of a failure
     */
    public static BpfObject open(LibbpfMessages messages) throws SourceException {
        BpfObject opened = new BpfObject(bytes(), messages);
        opened.object = Libbpf.bpf_object__open_mem(opened.image, opened.image.size(), null);
        if (opened.object == null) {
            SourceException failure = opened.failure("The BPF object file cannot be opened", Native.getLastError());
            opened.close();
            throw failure;
        }
        return opened;
    }

    /** The object file for a kernel; {@code core_fixes.bpf.h} says why there are two. */
    static String name(String release) {
        return Prerequisites.kernelVersion(release) < 6002 ? "tallyman-before-6.2.bpf.o" : "tallyman.bpf.o";
    }

    public static byte[] bytes() throws SourceException {
        try (InputStream in = BpfObject.class.getResourceAsStream(DIRECTORY + name(Prerequisites.kernelRelease()))) {
            if (in == null) {
                throw new SourceException("The BPF object file is missing from the bundle. Build Tallyman again.",
                        null);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new SourceException("The BPF object file cannot be read: " + e.getMessage(), e);
        }
    }

    /** Before {@link #load}. */
    public void maxEntries(String map, int entries) throws SourceException {
        int result = Libbpf.bpf_map__set_max_entries(map(map), entries);
        if (result < 0) {
            throw failure("The BPF map " + map + " cannot have " + entries + " entries", -result);
        }
    }

    /** Before {@link #load}. */
    public void configure(Config config) throws SourceException {
        config.write(Libbpf.bpf_map__initial_value(map(".rodata"), new Memory(8)));
    }

    /** Uses the maps of another object of the same file, which is loaded. Before {@link #load}. */
    void shareMaps(BpfObject other) throws SourceException {
        Pointer map = null;
        Pointer shared = null;
        while ((map = Libbpf.bpf_object__next_map(object, map)) != null) {
            shared = Libbpf.bpf_object__next_map(other.object, shared);
            int result = Libbpf.bpf_map__reuse_fd(map, Libbpf.bpf_map__fd(shared));
            if (result < 0) {
                throw failure("The BPF maps cannot be shared", -result);
            }
        }
    }

    /** Makes the maps and loads these programs. The other programs are not loaded and cannot be attached. */
    void load(Set<String> wanted) throws SourceException {
        Pointer program = null;
        while ((program = Libbpf.bpf_object__next_program(object, program)) != null) {
            Libbpf.bpf_program__set_autoload(program, wanted.contains(Libbpf.bpf_program__name(program)));
        }
        int result = Libbpf.bpf_object__load(object);
        if (result < 0) {
            throw failure("The kernel refuses Tallyman's BPF programs", -result);
        }
        while ((program = Libbpf.bpf_object__next_program(object, program)) != null) {
            int fd = Libbpf.bpf_program__fd(program);
            if (fd >= 0) {
                programs.add(fd);
            }
        }
    }

    public int mapFd(String name) throws SourceException {
        return Libbpf.bpf_map__fd(map(name));
    }

    private Pointer map(String name) throws SourceException {
        Pointer map = Libbpf.bpf_object__find_map_by_name(object, name);
        if (map == null) {
            throw failure("The BPF object file has no map " + name, Native.getLastError());
        }
        return map;
    }

    /** Attaches a program if it is not attached yet. */
    void attach(String name) throws SourceException {
        if (links.containsKey(name)) {
            return;
        }
        Pointer program = Libbpf.bpf_object__find_program_by_name(object, name);
        Pointer link = program == null ? null : Libbpf.bpf_program__attach(program);
        if (link == null) {
            throw failure("The BPF program " + name + " cannot be attached", Native.getLastError());
        }
        links.put(name, link);
    }

    /** The link of a program that is attached. The file descriptor stays this object's. */
    int linkFd(String name) {
        return Libbpf.bpf_link__fd(links.get(name));
    }

    /** Detaches a program if it is attached. */
    void detach(String name) {
        Pointer link = links.remove(name);
        if (link != null) {
            Libbpf.bpf_link__destroy(link);
        }
    }

    /** How many runs of programs the kernel skipped because the same program was running on that CPU. */
    long recursionMisses() {
        long sum = 0;
        for (int program : programs) {
            info.clear();
            infoSize.setInt(0, INFO_SIZE);
            if (Libbpf.bpf_obj_get_info_by_fd(program, info, infoSize) == 0) {
                sum += info.getLong(INFO_RECURSION_MISSES);
            }
        }
        return sum;
    }

    private SourceException failure(String what, int error) {
        return new SourceException(Prerequisites.explain(what, error, messages.lastLines()), null);
    }

    /** Idempotent. */
    @Override
    public void close() {
        for (String name : List.copyOf(links.keySet())) {
            detach(name);
        }
        if (object != null) {
            Libbpf.bpf_object__close(object);
            object = null;
        }
    }
}
