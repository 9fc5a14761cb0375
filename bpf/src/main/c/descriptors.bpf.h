/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * Paths of the descriptors that a system call gets and returns. The paths come from the descriptor table at the return
 * of the call, so that a descriptor that close has closed has no path. The slots of the paths follow those of the
 * arguments, in the order of the arguments, with the returned descriptor last. The verifier drops all of this unless
 * user space asks for paths.
 */
#ifndef TALLYMAN_DESCRIPTORS_BPF_H
#define TALLYMAN_DESCRIPTORS_BPF_H

#include "append.bpf.h"

#define AT_FDCWD -100
#define PIPEFS_MAGIC 0x50495045
#define SOCKFS_MAGIC 0x534f434b
#define PREFIX_SIZE 8
#define DIGITS_MAX 20

static __always_inline struct file *file_of(struct task_struct *task, int fd)
{
	struct fdtable *table = BPF_CORE_READ(task, files, fdt);
	struct file *file = NULL;

	if (fd >= 0 && (__u32)fd < BPF_CORE_READ(table, max_fds))
		bpf_probe_read_kernel(&file, sizeof(file), BPF_CORE_READ(table, fd) + fd);
	return file;
}

static __always_inline void put_front(struct scratch *s, char byte)
{
	s->walk_at--;
	s->walk[s->walk_at & (WALK_MAX - 1)] = byte;
}

/* Writes a name as /proc shows files without a name: "socket:[17]". The prefix is given backwards. */
static __always_inline void put_numbered(struct scratch *s, const char *backwards, __u64 number)
{
	s->walk_at = WALK_MAX;
	put_front(s, ']');
	for (int i = 0; i < DIGITS_MAX; i++) {
		put_front(s, '0' + number % 10);
		number /= 10;
		if (!number)
			break;
	}
	put_front(s, '[');
	for (int i = 0; i < PREFIX_SIZE && backwards[i]; i++)
		put_front(s, backwards[i]);
}

__noinline int append_file(__u32 where, __u32 arg, __u64 address)
{
	struct scratch *s = scratch_at(where);
	struct file *file = (void *)address;
	__u64 magic;

	if (!s)
		return 0;
	magic = BPF_CORE_READ(file, f_inode, i_sb, s_magic);
	if (magic == SOCKFS_MAGIC || magic == PIPEFS_MAGIC) {
		put_numbered(s, magic == SOCKFS_MAGIC ? ":tekcos" : ":epip", BPF_CORE_READ(file, f_inode, i_ino));
		return append_walked(where, arg, 0);
	}
	s->walk_mnt = (__u64)BPF_CORE_READ(file, f_path.mnt);
	s->walk_dentry = (__u64)BPF_CORE_READ(file, f_path.dentry);
	return append_path(where, arg);
}

/* The slot stays null if there is no such descriptor. */
static __always_inline void append_descriptor(__u32 where, struct scratch *s, __u32 arg, int fd, bool or_cwd)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct file *file;

	s->slots[arg & (SLOTS_MAX - 1)] = 0;
	if (or_cwd && fd == AT_FDCWD) {
		s->walk_mnt = (__u64)BPF_CORE_READ(task, fs, pwd.mnt);
		s->walk_dentry = (__u64)BPF_CORE_READ(task, fs, pwd.dentry);
		append_path(where, arg);
		return;
	}
	file = file_of(task, fd);
	if (file)
		append_file(where, arg, as_number(s, file));
}

__noinline int append_descriptors(__u32 where, __u32 index)
{
	struct scratch *s = scratch_at(where);
	struct call *call;
	__u32 slot;

	if (!s || index >= 2 * CALLS)
		return 0;
	call = &control.table[index];
	slot = call->args;
	for (__u32 i = 0; i < 6 && i < call->args; i++) {
		__u32 kind = call->kinds[i];

		if (kind == KIND_FD || kind == KIND_DIRFD)
			append_descriptor(where, s, slot++, s->args[i], kind == KIND_DIRFD);
	}
	if (call->returns_fd)
		append_descriptor(where, s, slot, s->header.ret, false);
	return 0;
}

#endif
