/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * Exempt processes: processes that are in none of the process trees that a subscriber wants. User space exempts a
 * process once it has read an event of the process. A child of an exempt process is born exempt, before its first
 * event. A process without an entry passes: user space may not have told of the process yet, or the map may have had no
 * room.
 */
#ifndef TALLYMAN_EXEMPT_BPF_H
#define TALLYMAN_EXEMPT_BPF_H

#include "control.bpf.h"
#include "core_fixes.bpf.h"
#include "kernel.bpf.h"

#define EXEMPT_MAX 32768

/* The unit, in nanoseconds, in which /proc tells when a process started: USER_HZ is 100. */
#define TICK 10000000

/*
 * One exempt process. The kernel may have given the process id to another process since, which started at another time.
 * The map may also give the entry's memory to another process while a program reads it: so user space writes pid first,
 * and a program reads pid last.
 */
struct exempt_process {
	__u32 pid;
	__u32 zero;
	__u64 start;		/* of the process, in nanoseconds since boot, or the beginning of the tick */
	__u64 denied;		/* the bits of the subscribers that want nothing of the process */
	__u64 generation;	/* the exemption counts in this generation alone */
};

_Static_assert(sizeof(struct exempt_process) == 32, "exempt process");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, EXEMPT_MAX);
	__type(key, __u32);
	__type(value, struct exempt_process);
} exempt SEC(".maps");

/* The subscribers that want nothing of the task's process. */
static __always_inline __u64 denied_by_exemption(struct task_struct *task, __u64 generation)
{
	volatile struct control *c = &control;
	volatile struct exempt_process *e;
	__u64 denied, start, told;
	__u32 pid;

	if (c->exemptions != generation)
		return 0;
	pid = task->tgid;
	e = bpf_map_lookup_elem(&exempt, &pid);
	if (!e)
		return 0;
	start = PLAIN(task)->group_leader->start_boottime;
	denied = e->denied;
	told = e->start;
	if (told != start && told != start - start % TICK)
		return 0;
	return e->generation == generation && e->pid == pid ? denied : 0;
}

static __always_inline bool is_root(__u32 pid, __u64 generation)
{
	volatile struct plan *plan = &control.plan[generation & 1];

	if (plan->roots > ROOTS_MAX)
		return true;
#pragma unroll
	for (int i = 0; i < ROOTS_MAX; i++)
		if (plan->root[i] == pid)
			return true;
	return false;
}

/*
 * Makes a child exempt before its first event if its parent is. If the plan changes meanwhile, the child's exemption is
 * of a former generation and counts for nothing.
 */
static __always_inline void inherit_exemption(struct task_struct *parent, struct task_struct *child)
{
	struct exempt_process own = {.generation = plan_generation()};

	if (child->pid != child->tgid)
		return;
	own.denied = denied_by_exemption(parent, own.generation);
	own.pid = child->tgid;
	own.start = child->start_boottime;
	if (own.denied && !is_root(own.pid, own.generation) && is_in_force(own.generation))
		bpf_map_update_elem(&exempt, &own.pid, &own, BPF_ANY);
}

/* Frees the entry of a process after the last event of the process. */
static __always_inline void forget_exemption(struct task_struct *task)
{
	__u32 pid = task->tgid;

	bpf_map_delete_elem(&exempt, &pid);
}

#endif
