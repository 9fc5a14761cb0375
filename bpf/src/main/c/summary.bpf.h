/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * The table of folded calls, and how the summary of a place is written: when another key takes the place, when the
 * process ends or executes another program, and when the cgroup is removed. fold.bpf.h says what folding is.
 */
#ifndef TALLYMAN_SUMMARY_BPF_H
#define TALLYMAN_SUMMARY_BPF_H

#include "emit.bpf.h"

#define FOLDS_MAX 8192
#define FOLDS_AT_ONCE 64
#define FOLD_HOLDERS 4096
/* A longer record is not folded. Behind it there is room for what follows a summary's record. */
#define FOLD_RECORD_MAX 480
#define FOLD_BYTES 512

_Static_assert(FOLD_RECORD_MAX + sizeof(struct fold_trailer) + sizeof(struct decision) == FOLD_BYTES, "room");

/* One place of the table: a key's process and times, and the number of calls that have no record yet. */
struct fold {
	__u32 busy;		/* a program or user space reads or writes the place */
	__u32 length;		/* of the record, in bytes; 0: the place is free */
	__u64 hash;
	__u64 process_start;
	__u32 image;		/* which program of the process: the kernel counts the execs */
	__u32 epoch;		/* of the plan */
	__u64 until;		/* the time is over; boot clock, in nanoseconds, as the next two */
	__u64 first;		/* the first call that is counted here */
	__u64 last;
	__u64 count;
};

_Static_assert(sizeof(struct fold) == 64, "fold");

/* The record of the first call, then the trailer of the summary, then the first call's decision. */
struct fold_record {
	union {
		struct record_header header;
		__u64 words[FOLD_BYTES / 8];
		__u8 bytes[FOLD_BYTES];
	};
};

/* User space gives these maps their sizes if it asks for folding. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct fold);
} folds SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct fold_record);
} fold_records SEC(".maps");

/* How many places hold calls without a record, by process id: most processes that end have none. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} fold_holders SEC(".maps");

static __always_inline void change_holders(__u32 pid, __s64 by)
{
	__u32 at = pid & (FOLD_HOLDERS - 1);
	__u64 *holders = bpf_map_lookup_elem(&fold_holders, &at);

	if (holders)
		__sync_fetch_and_add(holders, by);
}

static __always_inline bool take_fold(struct fold *f)
{
	return !__sync_lock_test_and_set(&f->busy, 1);
}

static __always_inline void release_fold(struct fold *f)
{
	barrier();
	*(volatile __u32 *)&f->busy = 0;
}

/* The owner of this cgroup has lost the other calls of a summary as well. */
static __always_inline void lose_calls(__u64 cgroup, __u64 others)
{
	struct account *account = account_of(owner_of(cgroup));

	if (account)
		__sync_fetch_and_add(&account->lost, others);
}

/* Writes the summary of a place that the program has taken, if calls are counted there. */
static __always_inline void write_summary(struct fold *f, struct fold_record *r)
{
	struct fold_trailer *trailer;
	struct decision decision;
	__u64 count = f->count;
	__u32 size = f->length;
	bool admitted;

	if (!count)
		return;
	f->count = 0;
	change_holders(r->header.host_pid, -1);
	barrier_var(size);
	if (size > FOLD_RECORD_MAX)
		return;
	r->header.time = f->last;
	r->header.flags |= FLAG_FOLDED;
	trailer = (void *)&r->bytes[size];
	trailer->count = count;
	trailer->first = f->first;
	size += sizeof(*trailer) + sizeof(decision);
	admitted = admission_of(&r->header, size, false) == ADMITTED;
	if (admitted && !bpf_ringbuf_output(&ring, r->bytes, size, BPF_RB_NO_WAKEUP)) {
		ADD(folded, count - 1);
	} else {
		if (admitted)
			lose(owner_of(r->header.cgroup), size, r->header.time);
		lose_calls(r->header.cgroup, count - 1);
		ADD(lost_folded, count);
	}
	wake_reader();
}

/* Whether a summary is the process's, or the cgroup's where no process is given. */
static __always_inline bool is_of(const struct fold_record *r, __u32 pid, __u64 cgroup)
{
	return pid ? r->header.host_pid == pid : r->header.cgroup == cgroup;
}

/* Writes the summary of one place if it is the process's, or the cgroup's where no process is given. */
__noinline int flush_fold(__u32 at, __u32 pid, __u64 cgroup)
{
	struct fold *f = bpf_map_lookup_elem(&folds, &at);
	struct fold_record *r;

	if (!f || !f->count)
		return 0;
	r = bpf_map_lookup_elem(&fold_records, &at);
	if (!r || !is_of(r, pid, cgroup) || !take_fold(f))
		return 0;
	/* another call may have come here before the place was taken */
	if (is_of(r, pid, cgroup))
		write_summary(f, r);
	release_fold(f);
	return 0;
}

__noinline int flush_some_folds(__u32 from, __u32 pid, __u64 cgroup)
{
	for (__u32 i = 0; i < FOLDS_AT_ONCE; i++)
		flush_fold(from + i, pid, cgroup);
	return 0;
}

__noinline int flush_folds(__u32 pid, __u64 cgroup)
{
	for (__u32 i = 0; i < FOLDS_MAX / FOLDS_AT_ONCE; i++)
		flush_some_folds(i * FOLDS_AT_ONCE, pid, cgroup);
	return 0;
}

/*
 * The process ends or executes another program: its summaries come before that. Once the gate is shut, user space takes all
 * of them out, and nobody would read a summary in the ring.
 */
static __always_inline void end_folds_of(struct task_struct *task)
{
	__u32 pid = task->tgid, at = pid & (FOLD_HOLDERS - 1);
	__u64 *holders;

	if (!config.fold || is_shut())
		return;
	holders = bpf_map_lookup_elem(&fold_holders, &at);
	if (holders && *holders)
		flush_folds(pid, 0);
}

#endif
