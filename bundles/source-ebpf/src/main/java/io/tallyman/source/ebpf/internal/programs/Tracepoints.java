package io.tallyman.source.ebpf.internal.programs;

import com.sun.jna.Pointer;
import io.tallyman.source.ebpf.internal.libbpf.Libbpf;

/**
 * The tracepoints in the BTF of the running kernel. To be closed soon, as the BTF has some megabytes. Not thread-safe.
 */
public final class Tracepoints implements AutoCloseable {
    private static final int BTF_KIND_TYPEDEF = 8;
    /** {@code struct btf_type}: name, info with the number of members in its low half, size or referenced type. */
    private static final int TYPE_INFO = 4;
    private static final int TYPE_REFERENCE = 8;

    private final Pointer btf = Libbpf.btf__load_vmlinux_btf();

    /** The number of arguments of a tracepoint; 0 if the kernel has no such tracepoint. */
    public int arguments(String name) {
        int typedef = btf == null ? -1 : Libbpf.btf__find_by_name_kind(btf, "btf_trace_" + name, BTF_KIND_TYPEDEF);
        if (typedef < 0) {
            return 0;
        }
        // A typedef of a pointer to a function, whose first argument is the tracepoint's own.
        Pointer function = follow(follow(Libbpf.btf__type_by_id(btf, typedef)));
        return (function.getInt(TYPE_INFO) & 0xffff) - 1;
    }

    private Pointer follow(Pointer type) {
        return Libbpf.btf__type_by_id(btf, type.getInt(TYPE_REFERENCE));
    }

    @Override
    public void close() {
        if (btf != null) {
            Libbpf.btf__free(btf);
        }
    }
}
