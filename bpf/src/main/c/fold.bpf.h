/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * Folding: equal system calls of one process within a time become one record with their number. The first call has its
 * own record at once. The calls that follow only count, in a table, until their time is over. Then one record, the
 * summary, stands for all of them: it repeats the record of the first call, with the count and the times of the calls
 * that it stands for.
 *
 * The table is direct-mapped: each key has one place. A key that finds another key there takes the place, and writes
 * the summary of the other key first. Keys are compared whole, so that nobody can hide a call behind another one whose
 * hash is the same. A program that finds the place busy writes its record as if nothing was folded. User space takes
 * summaries out as well, once their time is over. A call is emitted when it happens; a summary that is written accounts
 * for one written record and folds the other calls, and a summary that cannot be written loses them all.
 *
 * The verifier drops all of this unless user space asks for folding before it loads the programs.
 */
#ifndef TALLYMAN_FOLD_BPF_H
#define TALLYMAN_FOLD_BPF_H

#include "fold_key.bpf.h"

static __always_inline void keep_first(struct fold *f, struct fold_record *r, struct scratch *s,
				       const struct caller *o, __u64 hash, __u32 size)
{
	f->length = 0;
	/* Older verifiers know what a size was compared with only if the comparison is right before the use. */
	barrier_var(size);
	if (size > FOLD_RECORD_MAX)
		return;
	bpf_probe_read_kernel(r->bytes, size, s->bytes);
	barrier_var(size);
	if (size > FOLD_RECORD_MAX)
		return;
	*(struct decision *)&r->bytes[size + sizeof(struct fold_trailer)] = s->decision;
	f->hash = hash;
	f->process_start = o->process_start;
	f->image = o->image;
	f->epoch = o->epoch;
	f->length = size;
}

/* The nanoseconds within which equal calls become one; 0 if a subscriber wants each of them. Reads the plan's epoch. */
static __always_inline __u64 fold_time(const struct scratch *s, __u32 *epoch)
{
	__u64 generation = s->decision.generation;
	volatile struct plan *plan = &control.plan[generation & 1];
	__u32 event = s->header.event & (EVENT_LIMIT - 1);
	__u64 time = (__u64)plan->fold_millis[event] * 1000000;

	*epoch = plan->epoch;
	if (!generation || !time || s->decision.subscribers & ~plan->folding[event] || !is_in_force(generation))
		return 0;
	return time;
}

/* The call counts in this place, which the program has taken. */
static __always_inline void count_call(struct fold *f, __u32 pid, __u32 place, __u64 now)
{
	bool is_first = !f->count;

	if (is_first) {
		f->first = now;
		f->last = now;
	}
	/* Threads on other processors may come here in another order than that of their times. */
	if (now < f->first)
		f->first = now;
	if (now > f->last)
		f->last = now;
	f->count++;
	barrier();
	if (is_first)
		hold_group(pid, place);
}

/* What becomes of the record of a system call. */
enum fate {
	FATE_OPEN,	/* the record is not folded, and no limit was asked */
	FATE_WRITTEN,	/* it is the first of equal ones, and within the limits */
	FATE_GONE,	/* it became part of another one, or is beyond a limit */
};

/*
 * Folds the record of a system call, which is complete and counted as emitted. The first of equal calls is kept only if
 * the limits let its record pass: otherwise those that follow would count for a record that nobody has seen.
 */
__noinline int fold_call(__u32 where, __u32 index)
{
	struct scratch *s = scratch_at(where);
	struct task_struct *task = bpf_get_current_task_btf();
	struct caller caller;
	struct fold_record *r;
	struct call *call;
	struct fold *f;
	__u64 time, hash, now;
	__u32 size, at;
	int fate = FATE_GONE;

	if (!s || index >= 2 * CALLS)
		return FATE_OPEN;
	call = &control.table[index];
	time = fold_time(s, &caller.epoch);
	if (!time)
		return FATE_OPEN;
	size = close_record(s);
	if (size > FOLD_RECORD_MAX)
		return FATE_OPEN;
	caller.process_start = PLAIN(task)->group_leader->start_boottime;
	caller.image = PLAIN(task)->self_exec_id;
	caller.subscribers = s->decision.subscribers;
	hash = fold_hash(s, call, size);
	at = hash >> 32 & (FOLDS_MAX - 1);
	f = bpf_map_lookup_elem(&folds, &at);
	r = bpf_map_lookup_elem(&fold_records, &at);
	if (!f || !r || !take_fold(f))
		return FATE_OPEN;
	now = s->header.time;
	if (f->hash == hash && is_callers(f, r, &caller) && has_key(f, r, s, call, size) && now < f->until) {
		count_call(f, s->header.host_pid, at, now);
	} else {
		write_summary(f, r);
		f->length = 0;
		if (!config.limit || !is_beyond_limit(where)) {
			keep_first(f, r, s, &caller, hash, size);
			f->until = now + time;
			fate = FATE_WRITTEN;
		}
	}
	release_fold(f);
	return fate;
}

#endif
