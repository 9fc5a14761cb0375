/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * The way of a record: a program takes scratch memory, fills the record there, writes the record to the ring, and wakes
 * the reader if the reader sleeps. Each loss on the way is counted by its reason, so that
 * emitted = delivered + folded + limited + lost holds exactly.
 */
#ifndef TALLYMAN_EMIT_BPF_H
#define TALLYMAN_EMIT_BPF_H

#include "control.bpf.h"
#include "early_filter.bpf.h"
#include "fair.bpf.h"
#include "kernel.bpf.h"
#include "origin.bpf.h"
#include "record.bpf.h"
#include "task.bpf.h"

/* Two cache lines for each CPU, which user space maps. Each "lost" counts records that were emitted and not written. */
struct counters {
	__u64 emitted;
	__u64 lost_ring_full;
	__u64 lost_headroom;
	__u64 lost_cgroup_ring_full;
	__u64 lost_scratch;
	__u64 lost_exec_storage;
	__u64 cgroups_forgotten;	/* the cgroups map had no room; no record is lost by that */
	__u64 lost_share;		/* the owner had used up its share of a ring that was more than half full */
	__u64 lost_cgroup_share;
	__u64 lost_folded;	/* see fold.bpf.h */
	__u64 folded;		/* records that were emitted and became part of another one */
	__u64 limited;		/* records that were emitted and not written, because of a limit */
	__u64 zero[4];
};

_Static_assert(sizeof(struct counters) == 128, "counters");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct counters);
} counters SEC(".maps");

/* The program of an interrupt can interrupt another program, once: each of the two needs a scratch. */
#define NESTING 2
#define WALK_MAX 4096
#define NAME_MAX 255

struct scratch {
	__u32 busy;
	__u32 at;			/* offset of the next variable bytes from the start of the record */
	__u64 address;			/* see as_number */
	__u64 args[8];			/* a system call's argument registers */
	__u64 walk_mnt;			/* append_path walks up from here */
	__u64 walk_dentry;
	__u64 walk_at;			/* offset in walk where the path begins */
	struct decision decision;
	struct exec_trailer exec;	/* see FLAG_EXEC */
	union {
		struct record_header header;
		struct {
			struct record_header same;
			__u64 slots[SLOTS_MAX];
		};
		__u8 bytes[RECORD_MAX + STRINGS_MAX + 9];	/* as much as the verifier thinks may be written */
	};
	union {
		__u8 walk[WALK_MAX + NAME_MAX + 1];
		struct cgroup_entry cgroup;
	};
};

/*
 * The index is made of CPU and nesting. A per-CPU map does not serve: its look-up is a call on older kernels, and its
 * values may not be larger than 32 KiB.
 */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, NESTING);
	__type(key, __u32);
	__type(value, struct scratch);
} scratches SEC(".maps");

static __always_inline struct counters *cpu_counters(void)
{
	__u32 cpu = bpf_get_smp_processor_id();

	return bpf_map_lookup_elem(&counters, &cpu);
}

/* The addition is atomic because the program of an interrupt may count in between. */
#define ADD(name, number) do {						\
	struct counters *counters_here = cpu_counters();		\
									\
	if (counters_here)						\
		__sync_fetch_and_add(&counters_here->name, number);	\
} while (0)

#define COUNT(name) ADD(name, 1)

static __always_inline struct scratch *scratch_at(__u32 where)
{
	return bpf_map_lookup_elem(&scratches, &where);
}

/* Takes a free scratch of this CPU, or returns NULL. The exchange is right also where tasks preempt a program. */
static __always_inline struct scratch *take_scratch(__u32 *where)
{
	struct scratch *s;

	*where = bpf_get_smp_processor_id() * NESTING;
	s = scratch_at(*where);
	if (s && !__sync_lock_test_and_set(&s->busy, 1))
		return s;
	*where += 1;
	s = scratch_at(*where);
	if (s && !__sync_lock_test_and_set(&s->busy, 1))
		return s;
	return NULL;
}

/* A global function takes numbers only. The verifier regards a pointer as a number after it has been in memory. */
static __always_inline __u64 as_number(struct scratch *s, const volatile void *pointer)
{
	volatile __u64 *address = &s->address;

	*address = (__u64)pointer;
	return *address;
}

static __always_inline void release_scratch(struct scratch *s)
{
	barrier();
	*(volatile __u32 *)&s->busy = 0;
}

static __always_inline bool is_own(const struct record_header *h)
{
	return config.own_pid && h->pid == config.own_pid && h->pidns == config.own_pidns;
}

static __always_inline void start_record(struct scratch *s, struct task_struct *task, __u32 event, __u32 args)
{
	fill_header(&s->header, task);
	s->header.ret = 0;
	s->header.event = event;
	s->header.syscall = -1;
	s->header.flags = origin_flags(task, &s->header.cgroup, &s->exec);
	s->header.args = args;
	s->at = sizeof(struct record_header) + args * 8;
}

/* Whether the event may become part of another one, which the limits are asked after. */
static __always_inline bool may_be_folded(__u32 event)
{
	return config.fold && event < EVENT_SCHED_PROCESS_FORK;
}

/* See limit.bpf.h. */
int is_beyond_limit(__u32 where);

/*
 * Begins a record whose subject is a task. Returns NULL if no subscriber wants the event, if the task is the tracer
 * itself, or if no scratch is free. A record that was begun counts as emitted. An event with "always" passes the early
 * filter, also if it is the tracer's own.
 */
static __always_inline struct scratch *begin_of(struct task_struct *task, __u32 event, __u32 args, bool always,
						__u32 *where)
{
	struct decision decision;
	struct scratch *s;

	if (!always && !may_be_wanted(task, event, &decision))
		return NULL;
	s = take_scratch(where);
	if (!s) {
		COUNT(emitted);
		COUNT(lost_scratch);
		return NULL;
	}
	start_record(s, task, event, args);
	if (!always) {
		if (is_own(&s->header)) {
			release_scratch(s);
			return NULL;
		}
		s->header.decided = 1;
		s->decision = decision;
	}
	COUNT(emitted);
	if (!always && config.limit && !may_be_folded(event) && is_beyond_limit(*where)) {
		release_scratch(s);
		return NULL;
	}
	return s;
}

/* The same for an event whose subject is the current task. */
static __always_inline struct scratch *begin(__u32 event, __u32 args, bool always, __u32 *where)
{
	return begin_of(bpf_get_current_task_btf(), event, args, always, where);
}

/*
 * The reader sets the flag, looks at the ring again, and then sleeps. A program commits its record before it reads the
 * flag here, and the kernel has a full barrier in between (its xchg of the record's header). So either the program sees
 * the flag or the reader sees the record. The tiny discarded record only serves to wake the reader. If the ring has no
 * room even for that, the flag stays set for the next program.
 */
static __always_inline void wake_reader(void)
{
	volatile struct control *c = &control;
	void *bell;

	if (!c->sleeping || !__sync_lock_test_and_set(&control.sleeping, 0))
		return;
	bell = bpf_ringbuf_reserve(&ring, 8, 0);
	if (bell)
		bpf_ringbuf_discard(bell, BPF_RB_FORCE_WAKEUP);
	else
		c->sleeping = 1;
}

/* Whether the ring has room for the record, and the owner may use the room. If not, the owner has lost one record. */
static __always_inline int admission_of(const struct record_header *h, __u32 size, bool is_cgroup)
{
	__u64 used = bpf_ringbuf_query(&ring, BPF_RB_AVAIL_DATA);

	if (used + size <= config.fair_from)
		return ADMITTED;
	return admit(owner_of(h->cgroup), size, used, is_cgroup, h->time);
}

/* Counts by its reason a record that was not admitted. */
static __always_inline void count_refused(int admission, bool is_cgroup)
{
	if (admission == REFUSED_SHARE && is_cgroup)
		COUNT(lost_cgroup_share);
	else if (admission == REFUSED_SHARE)
		COUNT(lost_share);
	else if (is_cgroup)
		COUNT(lost_cgroup_ring_full);
	else
		COUNT(lost_headroom);
}

/* Writes a record that was counted as emitted. Records of cgroups may use the whole ring, other records leave headroom. */
static __always_inline void write_record(void *record, __u32 size, bool is_cgroup)
{
	const struct record_header *h = record;
	int admission = admission_of(h, size, is_cgroup);

	if (admission != ADMITTED) {
		count_refused(admission, is_cgroup);
	} else if (bpf_ringbuf_output(&ring, record, size, BPF_RB_NO_WAKEUP)) {
		lose(owner_of(h->cgroup), size, h->time);
		if (is_cgroup)
			COUNT(lost_cgroup_ring_full);
		else
			COUNT(lost_ring_full);
	}
	wake_reader();
}

/* Pads the record with zeros to a multiple of eight, and writes what an exec's process ends with; returns the size. */
static __always_inline __u32 close_record(struct scratch *s)
{
	__u32 at = s->at;

	if (at > RECORD_MAX - RECORD_END)
		at = RECORD_MAX - RECORD_END;
	__builtin_memset(&s->bytes[at], 0, 8);
	at = (at + 7) & ~7u;
	if (!config.origin || !(s->header.flags & FLAG_EXEC))
		return at;
	__builtin_memcpy(&s->bytes[at], &s->exec, sizeof(s->exec));
	return at + sizeof(s->exec);
}

static __always_inline int finish(struct scratch *s, bool is_cgroup)
{
	__u32 size = close_record(s);

	if (size <= RECORD_MAX && s->header.decided) {
		__builtin_memcpy(&s->bytes[size], &s->decision, sizeof(s->decision));
		size += sizeof(s->decision);
	}
	if (size <= RECORD_MAX + sizeof(s->decision))
		write_record(s->bytes, size, is_cgroup);
	release_scratch(s);
	return 0;
}

#endif
