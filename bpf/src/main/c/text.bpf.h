/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * The text of a call that writes, up to the limit that user space sets: of a call that succeeded what was written, which
 * may be less than the caller asked for, and of a call that failed what should have been written. The text comes from the
 * caller's memory at the return of the call. The slot of the text is the last one of the arguments. The verifier drops all
 * of this where the limit is zero.
 */
#ifndef TALLYMAN_TEXT_BPF_H
#define TALLYMAN_TEXT_BPF_H

#include "append.bpf.h"

#define PARTS_MAX 16
/* Parts of what append_part and append_parts return, beside the bytes of the text. */
#define TEXT_CUT 0x10000
#define TEXT_UNREADABLE 0x20000

/* A struct iovec, and that of a 32-bit caller. */
struct user_part {
	__u64 address;
	__u64 size;
};

struct compat_part {
	__u32 address;
	__u32 size;
};

/* A record without texts has a slot for the text if there are slots of paths behind it, and the slot is null then. */
static __always_inline bool is_text(__u32 kind)
{
	return (config.write_bytes || config.fd_paths) && (kind == KIND_WRITTEN || kind == KIND_GATHERED);
}

static __always_inline long read_part(struct user_part *part, __u64 vector, __u32 index, bool compat)
{
	struct compat_part narrow = {};
	long error;

	if (!compat)
		return bpf_probe_read_user(part, sizeof(*part), (void *)(vector + index * sizeof(*part)));
	error = bpf_probe_read_user(&narrow, sizeof(narrow), (void *)(vector + index * sizeof(narrow)));
	part->address = narrow.address;
	part->size = narrow.size;
	return error;
}

/* Appends a part to the text, which has so many bytes already. Returns the bytes of the text, with a bit if it was cut. */
__noinline int append_part(__u32 where, __u32 used, __u64 address, __u64 size)
{
	struct scratch *s = scratch_at(where);
	__u32 at, cut = 0;

	if (!s || used > config.write_bytes)
		return TEXT_UNREADABLE;
	if (size > config.write_bytes - used) {
		size = config.write_bytes - used;
		cut = TEXT_CUT;
	}
	/* The second comparison is for older verifiers, which do not compare two registers. */
	barrier_var(size);
	if (size > STRING_MAX)
		size = STRING_MAX;
	if (!size)
		return used | cut;
	at = (s->at + used) & (RECORD_MAX - 1);
	if (bpf_probe_read_user(&s->bytes[at], size, (void *)address))
		return TEXT_UNREADABLE;
	return (used + (__u32)size) | cut;
}

/* Appends so many bytes of a vector at the most. Returns the same. */
__noinline int append_parts(__u32 where, __u64 vector, __u64 count, __u64 bytes)
{
	struct scratch *s = scratch_at(where);
	struct user_part part = {};
	__u32 used = 0;
	int result;

	if (!s)
		return TEXT_UNREADABLE;
	for (__u32 i = 0; i < PARTS_MAX; i++) {
		if (i >= count || used >= bytes)
			return used;
		if (read_part(&part, vector, i, s->header.flags & FLAG_COMPAT))
			return TEXT_UNREADABLE;
		if (part.size > bytes - used)
			part.size = bytes - used;
		result = append_part(where, used, part.address, part.size);
		if (result & (TEXT_CUT | TEXT_UNREADABLE))
			return result;
		used = result & STRING_MAX;
	}
	return count > PARTS_MAX && used < bytes ? used | TEXT_CUT : used;
}

/* The bytes that the text should have. How many a vector has is not known before it is read. */
static __always_inline __u64 text_bytes(const struct scratch *s, __u32 kind)
{
	if (s->header.ret >= 0)
		return s->header.ret;
	return kind == KIND_WRITTEN ? s->args[2] : ~0ULL;
}

__noinline int append_text(__u32 where, __u32 arg, __u32 kind)
{
	struct scratch *s = scratch_at(where);
	__u64 address;
	int result;

	if (!s)
		return 0;
	address = config.write_bytes ? s->args[1] : 0;
	if (!address || s->at > LAST_START(STRING_MAX)) {
		put_nothing(s, arg, address);
		return 0;
	}
	if (kind == KIND_WRITTEN)
		result = append_part(where, 0, address, text_bytes(s, kind));
	else
		result = append_parts(where, address, s->args[2], text_bytes(s, kind));
	if (result & TEXT_UNREADABLE)
		put_unreadable(s, arg, s->at, address);
	else
		put_var(s, arg, s->at, result & STRING_MAX, result & TEXT_CUT ? VAR_TRUNCATED : 0);
	return 0;
}

#endif
