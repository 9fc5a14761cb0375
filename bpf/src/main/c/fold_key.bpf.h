/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * What makes two system calls equal: the record without what differs between any two calls, the process and its program,
 * and the subscribers.
 */
#ifndef TALLYMAN_FOLD_KEY_BPF_H
#define TALLYMAN_FOLD_KEY_BPF_H

#include "summary.bpf.h"

#define FIRST_SLOT (sizeof(struct record_header) / 8)

/* Bits of the slots that tell one call from another. Addresses do not; paths behind the arguments do. */
static __always_inline __u32 deciding_slots(const struct call *call)
{
	return call->deciding | ~0u << (call->args & 7);
}

static __always_inline bool is_deciding(__u32 word, __u32 slots, __u32 deciding)
{
	__u32 slot = word - FIRST_SLOT;

	return slot >= (slots & (2 * SLOTS_MAX - 1)) || deciding >> (slot & (SLOTS_MAX - 1)) & 1;
}

/* What the call returned; all descriptors are the same result. */
static __always_inline __s64 result(const struct call *call, __s64 ret)
{
	return call->returns_fd && ret > 0 ? 0 : ret;
}

static __always_inline __u64 mix(__u64 hash, __u64 word)
{
	hash = (hash ^ word) * 0x9e3779b97f4a7c15ULL;
	return hash ^ hash >> 29;
}

/* The hash of a record's key; size is a multiple of eight. */
static __always_inline __u64 fold_hash(const struct scratch *s, const struct call *call, __u32 size)
{
	const __u64 *words = (const __u64 *)s->bytes;
	__u32 deciding = deciding_slots(call);
	__u64 hash;

	hash = mix(s->header.host_pid, (__u64)s->header.event << 32 | s->header.uid);
	hash = mix(hash, result(call, s->header.ret));
	for (__u32 i = FIRST_SLOT; i < FOLD_RECORD_MAX / 8 && i < size / 8; i++)
		if (is_deciding(i, s->header.args, deciding))
			hash = mix(hash, words[i]);
	return hash;
}

static __always_inline bool has_same_header(const struct record_header *a, const struct record_header *b)
{
	const __u64 *names = (const __u64 *)a->comm, *others = (const __u64 *)b->comm;

	if (a->cgroup != b->cgroup || a->host_pid != b->host_pid || a->uid != b->uid || a->mntns != b->mntns ||
	    a->pidns != b->pidns || a->event != b->event || a->syscall != b->syscall || a->args != b->args ||
	    a->flags != (b->flags & ~FLAG_FOLDED))
		return false;
#pragma unroll
	for (int i = 0; i < (COMM_SIZE + UTS_SIZE) / 8; i++)
		if (names[i] != others[i])
			return false;
	return true;
}

/* Whether the place holds the key of the record. */
static __always_inline bool has_key(const struct fold *f, const struct fold_record *r, const struct scratch *s,
				    const struct call *call, __u32 size)
{
	const __u64 *words = (const __u64 *)s->bytes;
	__u32 deciding = deciding_slots(call);

	if (f->length != size || !has_same_header(&s->header, &r->header) ||
	    result(call, s->header.ret) != result(call, r->header.ret))
		return false;
	for (__u32 i = FIRST_SLOT; i < FOLD_RECORD_MAX / 8 && i < size / 8; i++)
		if (is_deciding(i, s->header.args, deciding) && words[i] != r->words[i])
			return false;
	return true;
}

/* The identity of the process and of its program, and the subscribers: what a key has beside the record. */
struct caller {
	__u64 process_start;
	__u64 subscribers;
	__u32 image;
	__u32 epoch;
};

static __always_inline bool is_callers(const struct fold *f, const struct fold_record *r, const struct caller *o)
{
	const struct decision *decision;
	__u32 size = f->length;

	if (f->process_start != o->process_start || f->image != o->image || f->epoch != o->epoch ||
	    size > FOLD_RECORD_MAX)
		return false;
	decision = (const void *)&r->bytes[size + sizeof(struct fold_trailer)];
	return decision->subscribers == o->subscribers;
}

#endif
