/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * The table of folded calls, and how the summary of a place is written: when another key takes the place, when the
 * process ends or executes another program, and when the cgroup is removed. fold.bpf.h says what folding is.
 */
#ifndef TALLYMAN_SUMMARY_BPF_H
#define TALLYMAN_SUMMARY_BPF_H

#include "emit.bpf.h"

#define FOLDS_MAX 8192
/* So many places, one beside the other, are one group. */
#define FOLD_GROUP 64
#define FOLD_GROUPS (FOLDS_MAX / FOLD_GROUP)
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

/*
 * The groups in which a process may have calls without a record, a bit for each group. So a process that ends looks at few
 * places, and most processes look at none. Processes whose ids end alike have one holder together.
 */
struct fold_holder {
	__u64 groups[FOLD_GROUPS / 64];
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct fold_holder);
} fold_holders SEC(".maps");

static __always_inline struct fold_holder *holder_of(__u32 pid)
{
	__u32 at = pid & (FOLD_HOLDERS - 1);

	return bpf_map_lookup_elem(&fold_holders, &at);
}

/* The process has a call without a record in this place. To be called once the place says so. */
static __always_inline void hold_group(__u32 pid, __u32 place)
{
	struct fold_holder *holder = holder_of(pid);
	__u32 group = place / FOLD_GROUP;

	if (holder)
		__sync_fetch_and_or(&holder->groups[group / 64 & (FOLD_GROUPS / 64 - 1)], 1ULL << (group & 63));
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

/* Another process that has the same holder will look here when it ends. */
static __always_inline void hold_again(const struct fold_record *r, __u32 pid, __u32 place)
{
	if (pid && !((r->header.host_pid ^ pid) & (FOLD_HOLDERS - 1)))
		hold_group(pid, place);
}

/* Writes the summary of one place if it is the process's, or the cgroup's where no process is given. */
__noinline int flush_fold(__u32 at, __u32 pid, __u64 cgroup)
{
	struct fold *f = bpf_map_lookup_elem(&folds, &at);
	struct fold_record *r;

	if (!f || !f->count)
		return 0;
	r = bpf_map_lookup_elem(&fold_records, &at);
	if (!r)
		return 0;
	if (!is_of(r, pid, cgroup)) {
		hold_again(r, pid, at);
		return 0;
	}
	if (!take_fold(f))
		return 0;
	/* another call may have come here before the place was taken */
	if (is_of(r, pid, cgroup))
		write_summary(f, r);
	release_fold(f);
	return 0;
}

__noinline int flush_group(__u32 group, __u32 pid, __u64 cgroup)
{
	for (__u32 i = 0; i < FOLD_GROUP; i++)
		flush_fold(group * FOLD_GROUP + i, pid, cgroup);
	return 0;
}

/* The cgroup is removed: its summaries come before that. */
__noinline int flush_cgroup(__u64 cgroup)
{
	for (__u32 i = 0; i < FOLD_GROUPS; i++)
		flush_group(i, 0, cgroup);
	return 0;
}

/* Takes out all bits of a word of a holder, and flushes their groups. A bit that comes meanwhile stays. */
static __always_inline void flush_held(__u32 pid, __u64 *held, __u32 from)
{
	__u64 groups;

	if (!*held)
		return;
	groups = __sync_lock_test_and_set(held, 0);
	for (__u32 i = 0; i < 64; i++)
		if (groups >> i & 1)
			flush_group(from + i, pid, 0);
}

__noinline int flush_process(__u32 pid)
{
	struct fold_holder *holder = holder_of(pid);

	if (!holder)
		return 0;
	for (__u32 i = 0; i < FOLD_GROUPS / 64; i++)
		flush_held(pid, &holder->groups[i], i * 64);
	return 0;
}

/*
 * The process ends or executes another program: its summaries come before that. Once the gate is shut, user space takes all
 * of them out, and nobody would read a summary in the ring.
 */
static __always_inline void end_folds_of(struct task_struct *task)
{
	if (config.fold && !is_shut())
		flush_process(task->tgid);
}

#endif
