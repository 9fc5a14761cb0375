package io.tallyman.source.ebpf.internal.libbpf;

import com.sun.jna.Callback;
import com.sun.jna.Pointer;

/**
 * The functions of libbpf 1.x that are used. {@link NativeLibraries#load} binds them. On failure they return null or
 * -errno.
 */
public final class Libbpf {
    public static final int LIBBPF_WARN = 0;

    private Libbpf() {
    }

    /** {@code libbpf_print_fn_t}. The third argument is a va_list, which both 64-bit ABIs pass as a pointer. */
    public interface Print extends Callback {
        int callback(int level, Pointer format, Pointer arguments);
    }

    public static native String libbpf_version_string();

    public static native Pointer libbpf_set_print(Print print);

    public static native int libbpf_num_possible_cpus();

    public static native Pointer bpf_object__open_mem(Pointer image, long size, Pointer options);

    public static native int bpf_object__load(Pointer object);

    public static native void bpf_object__close(Pointer object);

    public static native Pointer bpf_object__find_map_by_name(Pointer object, String name);

    public static native Pointer bpf_object__find_program_by_name(Pointer object, String name);

    public static native Pointer bpf_object__next_program(Pointer object, Pointer previous);

    public static native Pointer bpf_object__next_map(Pointer object, Pointer previous);

    public static native String bpf_program__name(Pointer program);

    public static native int bpf_program__fd(Pointer program);

    public static native int bpf_program__set_autoload(Pointer program, boolean autoload);

    public static native Pointer bpf_program__attach(Pointer program);

    public static native int bpf_link__destroy(Pointer link);

    public static native int bpf_link__fd(Pointer link);

    public static native int bpf_iter_create(int link);

    public static native int bpf_map__fd(Pointer map);

    public static native int bpf_map__reuse_fd(Pointer map, int fd);

    public static native int bpf_map__set_max_entries(Pointer map, int entries);

    public static native Pointer bpf_map__initial_value(Pointer map, Pointer size);

    public static native int bpf_map_lookup_elem(int map, Pointer key, Pointer value);

    public static native int bpf_map_update_elem(int map, Pointer key, Pointer value, long flags);

    public static native int bpf_map_delete_elem(int map, Pointer key);

    public static native int bpf_map_get_next_key(int map, Pointer key, Pointer next);

    /** {@code position} may be null for the first batch. */
    public static native int bpf_map_lookup_batch(int map, Pointer position, Pointer next, Pointer keys, Pointer values,
            Pointer count, Pointer options);

    public static native Pointer btf__load_vmlinux_btf();

    public static native int btf__find_by_name_kind(Pointer btf, String name, int kind);

    public static native Pointer btf__type_by_id(Pointer btf, int id);

    public static native void btf__free(Pointer btf);

    public static native int bpf_obj_get_info_by_fd(int fd, Pointer info, Pointer size);
}
