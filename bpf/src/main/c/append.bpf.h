/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * Variable arguments. The functions are global, so that the verifier looks at each of them once instead of at each
 * call. A global function can only be given numbers, so the index names a scratch.
 */
#ifndef TALLYMAN_APPEND_BPF_H
#define TALLYMAN_APPEND_BPF_H

#include "core_fixes.bpf.h"
#include "emit.bpf.h"

#define STRINGS_COUNT_MAX 1024
#define STRINGS_AT_ONCE 32
/* Parts of what append_some_strings returns. */
#define STRINGS_USED 0xffff
#define STRINGS_END 0x10000
#define STRINGS_UNREADABLE 0x20000
#define BYTES_MAX 128
#define WALK_STEPS_MAX 128

/* The last offset at which a value of this size may begin. */
#define LAST_START(size) (RECORD_MAX - RECORD_END - (size))

static __always_inline void put_var(struct scratch *s, __u32 arg, __u32 at, __u32 length, __u32 flags)
{
	s->slots[arg & (SLOTS_MAX - 1)] = var_slot(at, length, flags);
	s->at = at + length;
}

/* Of memory that cannot be read, the record has the address in place of the bytes. */
static __always_inline void put_unreadable(struct scratch *s, __u32 arg, __u32 at, __u64 address)
{
	bpf_probe_read_kernel(&s->bytes[at & (RECORD_MAX - 1)], sizeof(address), &address);
	put_var(s, arg, at, sizeof(address), VAR_UNREADABLE);
}

/* A value for which the record has no room is cut to nothing. A null pointer stays a null pointer. */
static __always_inline void put_nothing(struct scratch *s, __u32 arg, __u64 address)
{
	s->slots[arg & (SLOTS_MAX - 1)] = address ? var_slot(s->at, 0, VAR_TRUNCATED) : 0;
}

/*
 * Takes the result of a read of STRING_MAX + 2 bytes, which counts the terminating zero and is full if the string was
 * cut.
 */
static __always_inline void put_string(struct scratch *s, __u32 arg, __u32 at, long result)
{
	if (result <= 0)
		put_var(s, arg, at, 0, VAR_UNREADABLE);
	else if (result > STRING_MAX + 1)
		put_var(s, arg, at, STRING_MAX, VAR_TRUNCATED);
	else
		put_var(s, arg, at, result - 1, 0);
}

__noinline int append_user_string(__u32 where, __u32 arg, __u64 address)
{
	struct scratch *s = scratch_at(where);
	long result;
	__u32 at;

	if (!s)
		return 0;
	at = s->at;
	if (!address || at > LAST_START(STRING_MAX + 2)) {
		put_nothing(s, arg, address);
		return 0;
	}
	result = user_string_result(bpf_probe_read_user_str(&s->bytes[at], STRING_MAX + 2, (void *)address));
	if (result < 0)
		put_unreadable(s, arg, at, address);
	else
		put_string(s, arg, at, result);
	return 0;
}

__noinline int append_kernel_string(__u32 where, __u32 arg, __u64 address)
{
	struct scratch *s = scratch_at(where);
	__u32 at;

	if (!s)
		return 0;
	at = s->at;
	if (!address || at > LAST_START(STRING_MAX + 2)) {
		put_nothing(s, arg, address);
		return 0;
	}
	put_string(s, arg, at, bpf_probe_read_kernel_str(&s->bytes[at], STRING_MAX + 2, (void *)address));
	return 0;
}

/*
 * Appends one string of a vector to the others. Returns the bytes that all strings use, which are more than STRINGS_MAX
 * if the string was cut, or a negative number if the string cannot be read.
 */
__noinline int append_one_string(__u32 where, __u32 start, __u32 used, __u64 address)
{
	struct scratch *s = scratch_at(where);
	__u32 at = (start + used) & (RECORD_MAX - 1);
	__u32 room = STRINGS_MAX + 1 - used;
	long length;

	if (!s || room > STRINGS_MAX + 1)
		return -1;
	length = user_string_result(bpf_probe_read_user_str(&s->bytes[at], room, (void *)address));
	return length < 0 ? -1 : used + length;
}

/* Pointers of 32-bit callers have four bytes. There are two reads because older verifiers need constant sizes. */
static __always_inline long read_user_pointer(__u64 *pointer, __u64 vector, __u32 index, bool compat)
{
	*pointer = 0;
	if (compat)
		return bpf_probe_read_user(pointer, 4, (void *)(vector + index * 4));
	return bpf_probe_read_user(pointer, 8, (void *)(vector + index * 8));
}

/*
 * Appends some strings of a vector. Returns the bytes that all strings use so far, with a bit if the vector has ended.
 * This is a function because the verifier would look at the inside of one long loop for each iteration, which took 100
 * ms.
 */
__noinline int append_some_strings(__u32 where, __u32 start, __u32 used, __u64 vector)
{
	struct scratch *s = scratch_at(where);
	__u64 string;
	int next;

	if (!s)
		return STRINGS_UNREADABLE;
	used &= STRINGS_USED;
	for (int i = 0; i < STRINGS_AT_ONCE && used < STRINGS_MAX; i++) {
		if (read_user_pointer(&string, vector, i, s->header.flags & FLAG_COMPAT))
			return used | STRINGS_UNREADABLE;
		if (!string)
			return used | STRINGS_END;
		next = append_one_string(where, start, used, string);
		if (next < 0)
			return used | STRINGS_UNREADABLE;
		used = next & STRINGS_USED;
	}
	return used;
}

/* Appends a vector of pointers to strings, which ends with a null pointer. */
__noinline int append_user_strings(__u32 where, __u32 arg, __u64 address)
{
	struct scratch *s = scratch_at(where);
	__u32 start, used = 0, flags = VAR_TRUNCATED;
	__u64 step;

	if (!s)
		return 0;
	start = s->at;
	if (!address || start > LAST_START(STRINGS_MAX + 1)) {
		put_nothing(s, arg, address);
		return 0;
	}
	step = STRINGS_AT_ONCE * (s->header.flags & FLAG_COMPAT ? 4 : 8);
	for (int i = 0; i < STRINGS_COUNT_MAX / STRINGS_AT_ONCE && used < STRINGS_MAX; i++) {
		used = append_some_strings(where, start, used, address + i * step);
		if (used & STRINGS_END)
			flags = 0;
		if (used & STRINGS_UNREADABLE) {
			put_unreadable(s, arg, start, address);
			return 0;
		}
	}
	used &= STRINGS_USED;
	if (used > STRINGS_MAX) {
		/* The last byte was read only to learn that there is more. */
		used = STRINGS_MAX;
		s->bytes[(start + STRINGS_MAX - 1) & (RECORD_MAX - 1)] = 0;
		flags = VAR_TRUNCATED;
	}
	put_var(s, arg, start, used, flags);
	return 0;
}

/* Appends strings that lie one after the other in user memory, as the arguments of a new program do. */
__noinline int append_user_block(__u32 where, __u32 arg, __u64 from, __u64 to)
{
	struct scratch *s = scratch_at(where);
	__u32 at, room, flags = 0;
	__u64 size = to - from;

	if (!s)
		return 0;
	at = s->at;
	if (!from || at >= LAST_START(0)) {
		put_nothing(s, arg, from);
		return 0;
	}
	room = LAST_START(0) - at;
	if (room > STRINGS_MAX)
		room = STRINGS_MAX;
	if (size > room) {
		size = room;
		flags = VAR_TRUNCATED;
	}
	/* The second comparison is for older verifiers, which do not compare two registers. */
	barrier_var(size);
	if (size > STRINGS_MAX)
		size = STRINGS_MAX;
	if (bpf_probe_read_user(&s->bytes[at], size, (void *)from)) {
		put_unreadable(s, arg, at, from);
		return 0;
	}
	if (flags)
		s->bytes[(at + room - 1) & (RECORD_MAX - 1)] = 0;
	put_var(s, arg, at, size, flags);
	return 0;
}

static __always_inline int append_bytes(__u32 where, __u32 arg, __u64 address, __u64 size, bool is_user)
{
	struct scratch *s = scratch_at(where);
	__u32 at, flags = 0;
	long failed;

	if (!s)
		return 0;
	at = s->at;
	if (!address || at > LAST_START(BYTES_MAX)) {
		put_nothing(s, arg, address);
		return 0;
	}
	if (size > BYTES_MAX) {
		size = BYTES_MAX;
		flags = VAR_TRUNCATED;
	}
	failed = is_user ? bpf_probe_read_user(&s->bytes[at], size, (void *)address)
			 : bpf_probe_read_kernel(&s->bytes[at], size, (void *)address);
	if (failed)
		put_unreadable(s, arg, at, address);
	else
		put_var(s, arg, at, size, flags);
	return 0;
}

/* Appends an address of a socket or another structure. */
__noinline int append_user_bytes(__u32 where, __u32 arg, __u64 address, __u64 size)
{
	return append_bytes(where, arg, address, size, true);
}

/* The same for an address that the kernel has copied. */
__noinline int append_kernel_bytes(__u32 where, __u32 arg, __u64 address, __u64 size)
{
	return append_bytes(where, arg, address, size, false);
}

enum walk {
	WALK_ON,
	WALK_DONE,
	WALK_CUT,
};

/*
 * Goes one step up: from the root of a mount to where it is mounted, or to the parent, with the name put before the
 * names below. The state of the walk is in the scratch, so that the verifier looks at one step only.
 */
__noinline int walk_up(__u32 where)
{
	struct scratch *s = scratch_at(where);
	struct dentry *dentry, *parent;
	struct mount *mount, *mnt_parent;
	__u32 at, length;

	if (!s)
		return WALK_CUT;
	dentry = (void *)s->walk_dentry;
	mount = (void *)(s->walk_mnt - bpf_core_field_offset(struct mount, mnt));
	if (dentry == BPF_CORE_READ(mount, mnt.mnt_root)) {
		mnt_parent = BPF_CORE_READ(mount, mnt_parent);
		if (mnt_parent == mount)
			return WALK_DONE;
		s->walk_dentry = (__u64)BPF_CORE_READ(mount, mnt_mountpoint);
		s->walk_mnt = (__u64)mnt_parent + bpf_core_field_offset(struct mount, mnt);
		return WALK_ON;
	}
	parent = BPF_CORE_READ(dentry, d_parent);
	length = BPF_CORE_READ(dentry, d_name.len) & NAME_MAX;
	at = s->walk_at;
	if (at > WALK_MAX || at < length + 1)
		return WALK_CUT;
	at -= length;
	bpf_probe_read_kernel(&s->walk[at & (WALK_MAX - 1)], length, BPF_CORE_READ(dentry, d_name.name));
	if (parent != dentry) {
		at -= 1;
		s->walk[at & (WALK_MAX - 1)] = '/';
	}
	s->walk_at = at;
	s->walk_dentry = (__u64)parent;
	return parent == dentry ? WALK_DONE : WALK_ON;
}

/* Appends the content of the walk buffer from walk_at on. */
__noinline int append_walked(__u32 where, __u32 arg, __u32 flags)
{
	struct scratch *s = scratch_at(where);
	__u32 at, start, length;

	if (!s)
		return 0;
	at = s->walk_at;
	if (at >= WALK_MAX) {
		at = WALK_MAX - 1;
		s->walk[at] = '/';
	}
	length = WALK_MAX - at;
	if (length > STRING_MAX)
		length = STRING_MAX;
	start = s->at;
	if (start > LAST_START(STRING_MAX + 1)) {
		s->slots[arg & (SLOTS_MAX - 1)] = var_slot(start, 0, VAR_TRUNCATED);
		return 0;
	}
	bpf_probe_read_kernel(&s->bytes[start], length, &s->walk[at]);
	put_var(s, arg, start, length, flags);
	return 0;
}

/*
 * Appends the path of walk_mnt and walk_dentry, from the root of their mount namespace. The names are written from the
 * last one to the first into the end of the walk buffer. A file without a place in the tree (memfd) has its bare name.
 */
__noinline int append_path(__u32 where, __u32 arg)
{
	struct scratch *s = scratch_at(where);
	int step = WALK_ON;

	if (!s)
		return 0;
	s->walk_at = WALK_MAX;
	for (int i = 0; i < WALK_STEPS_MAX && step == WALK_ON; i++)
		step = walk_up(where);
	return append_walked(where, arg, step == WALK_DONE ? 0 : VAR_TRUNCATED);
}

#endif
