/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * Where the file of a new program or of a library comes from: from the container's image, from what was written since,
 * or from memory alone.
 */
#ifndef TALLYMAN_EXECUTABLE_BPF_H
#define TALLYMAN_EXECUTABLE_BPF_H

#include "append.bpf.h"
#include "control.bpf.h"
#include "core_fixes.bpf.h"
#include "kernel.bpf.h"

/* include/uapi/linux/magic.h */
#define OVERLAYFS_SUPER_MAGIC 0x794c7630
#define TMPFS_MAGIC 0x01021994
#define HUGETLBFS_MAGIC 0x958458f6

/* The mount namespace of a mount that the kernel made for itself: MNT_NS_INTERNAL in fs/mount.h. */
#define MNT_NS_INTERNAL ((__u64)-22)

enum layer {
	LAYER_UNKNOWN,
	LAYER_IMAGE,
	LAYER_COPIED,
	LAYER_NEW,
	LAYERS,	/* a power of two */
};

const char layer_names[LAYERS][8] SEC(".rodata.layers") = { "unknown", "image", "copied", "new" };

/*
 * What overlay keeps behind an inode: struct ovl_inode in fs/overlayfs/ovl_entry.h. Where overlay is a module, the
 * kernel's own BTF does not have that type, and libbpf would look for the type in the BTF of all modules, which takes
 * CAP_SYS_ADMIN. So the fields are found by their place: these two follow the inode.
 */
struct overlay_private {
	__u64 upper;	/* the file in the writable layer, or NULL */
	__u64 lower;	/* what the image has, see has_lower */
};

/* Before 6.5 the second field is NULL unless the image has the file; since then it is an entry, which may be empty. */
static __always_inline bool has_lower(__u64 lower)
{
	__u32 layers = 0;

	if (!lower || !config.overlay_entries)
		return lower;
	bpf_probe_read_kernel(&layers, sizeof(layers), (void *)lower);
	return layers;
}

/* The layer that a file lies in. Other file systems than overlay do not tell an image from what was written later. */
static __always_inline enum layer layer_of(struct inode *inode)
{
	struct overlay_private private = {};

	if (BPF_CORE_READ(inode, i_sb, s_magic) != OVERLAYFS_SUPER_MAGIC)
		return LAYER_UNKNOWN;
	if (bpf_probe_read_kernel(&private, sizeof(private), (void *)inode + bpf_core_type_size(struct inode)))
		return LAYER_UNKNOWN;
	if (!private.upper)
		return LAYER_IMAGE;
	return has_lower(private.lower) ? LAYER_COPIED : LAYER_NEW;
}

/* Whether no directory has the file any more. The number of links does not tell: a hard link keeps the number above zero. */
static __always_inline bool is_unhashed(struct file *file)
{
	return !BPF_CORE_READ(file, f_path.dentry, d_hash.pprev);
}

/* Whether the file was made by memfd_create: in memory, on a mount of the kernel's own, and in no directory. */
static __always_inline bool is_memfd(struct file *file)
{
	__u64 magic = BPF_CORE_READ(file, f_inode, i_sb, s_magic);
	struct mount *mount;

	if ((magic != TMPFS_MAGIC && magic != HUGETLBFS_MAGIC) || !is_unhashed(file))
		return false;
	mount = (void *)BPF_CORE_READ(file, f_path.mnt) - bpf_core_field_offset(struct mount, mnt);
	return (__u64)BPF_CORE_READ(mount, mnt_ns) == MNT_NS_INTERNAL;
}

/* Fills the slots executable_layer, executable_memfd and executable_deleted of an event, which follow one another. */
static __always_inline void put_executable(__u32 where, struct scratch *s, __u32 slot, struct file *file)
{
	enum layer layer = layer_of(BPF_CORE_READ(file, f_inode));

	append_kernel_string(where, slot, as_number(s, layer_names[layer & (LAYERS - 1)]));
	s->slots[slot + 1] = is_memfd(file);
	s->slots[slot + 2] = is_unhashed(file) && !s->slots[slot + 1];
}

/* The permitted capabilities, a bit each. They have eight bytes in all kernels: two numbers of 32 bits before 6.3. */
static __always_inline __u64 permitted_capabilities(const struct cred *cred)
{
	__u64 capabilities = 0;

	bpf_probe_read_kernel(&capabilities, sizeof(capabilities), &cred->cap_permitted);
	return capabilities;
}

#endif
