package io.tallyman.source.ebpf.internal;

import com.sun.jna.Callback;
import com.sun.jna.Pointer;

/**
 * The functions of libbpf 1.x that are used. {@link NativeLibraries#load} binds them. On failure they return null or
 * -errno.
 */
final class Libbpf {
    static final int LIBBPF_WARN = 0;

    private Libbpf() {
    }

    /** {@code libbpf_print_fn_t}. The third argument is a va_list, which both 64-bit ABIs pass as a pointer. */
    interface Print extends Callback {
        int callback(int level, Pointer format, Pointer arguments);
    }

    static native String libbpf_version_string();

    static native Pointer libbpf_set_print(Print print);

    static native int libbpf_num_possible_cpus();

    static native Pointer bpf_object__open_mem(Pointer image, long size, Pointer options);

    static native int bpf_object__load(Pointer object);

    static native void bpf_object__close(Pointer object);

    static native Pointer bpf_object__find_map_by_name(Pointer object, String name);

    static native Pointer bpf_object__find_program_by_name(Pointer object, String name);

    static native Pointer bpf_object__next_program(Pointer object, Pointer previous);

    static native Pointer bpf_object__next_map(Pointer object, Pointer previous);

    static native String bpf_program__name(Pointer program);

    static native int bpf_program__fd(Pointer program);

    static native int bpf_program__set_autoload(Pointer program, boolean autoload);

    static native Pointer bpf_program__attach(Pointer program);

    static native int bpf_link__destroy(Pointer link);

    static native int bpf_map__fd(Pointer map);

    static native int bpf_map__reuse_fd(Pointer map, int fd);

    static native int bpf_map__set_max_entries(Pointer map, int entries);

    static native Pointer bpf_map__initial_value(Pointer map, Pointer size);

    static native int bpf_map_lookup_elem(int map, Pointer key, Pointer value);

    static native int bpf_map_update_elem(int map, Pointer key, Pointer value, long flags);

    static native int bpf_map_delete_elem(int map, Pointer key);

    static native int bpf_map_get_next_key(int map, Pointer key, Pointer next);

    static native Pointer btf__load_vmlinux_btf();

    static native int btf__find_by_name_kind(Pointer btf, String name, int kind);

    static native Pointer btf__type_by_id(Pointer btf, int id);

    static native void btf__free(Pointer btf);

    static native int bpf_obj_get_info_by_fd(int fd, Pointer info, Pointer size);
}
