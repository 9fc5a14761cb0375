/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * Processes that are in none of the trees that takers want. User space tells of each once it has seen an event of it; a
 * child is where its parent is, from its first event on. Who is not found passes, be it that nobody has told yet or that
 * there was no room.
 */
#ifndef TALLYMAN_OUTSIDERS_BPF_H
#define TALLYMAN_OUTSIDERS_BPF_H

#include "control.bpf.h"
#include "core_fixes.bpf.h"
#include "kernel.bpf.h"

#define OUTSIDERS_MAX 32768

/* What /proc tells of a start, in nanoseconds: USER_HZ is 100. */
#define TICK 10000000

/*
 * Takers that want nothing of a process. Its id may be another's by now, which started at another time; and the map may
 * give its memory to another's while it is read: so who it is about is written first and read last.
 */
struct outsider {
	__u32 pid;
	__u32 number;		/* as in control.outsiders */
	__u64 start;		/* of the process since boot, or the tick in which that was */
	__u64 denied;		/* a bit for each taker */
};

_Static_assert(sizeof(struct outsider) == 24, "outsider");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, OUTSIDERS_MAX);
	__type(key, __u32);
	__type(value, struct outsider);
} outsiders SEC(".maps");

/* Those that want nothing of a task's process; number is what control.outsiders said. */
static __always_inline __u64 denied_outside(struct task_struct *task, __u32 number)
{
	volatile struct outsider *o;
	__u64 denied, start, told;
	__u32 pid;

	if (!number)
		return 0;
	pid = task->tgid;
	o = bpf_map_lookup_elem(&outsiders, &pid);
	if (!o)
		return 0;
	start = PLAIN(task)->group_leader->start_boottime;
	denied = o->denied;
	told = o->start;
	if (told != start && told != start - start % TICK)
		return 0;
	return o->number == number && o->pid == pid ? denied : 0;
}

static __always_inline bool is_root(__u32 pid)
{
	volatile struct control *c = &control;

	if (c->roots > ROOTS_MAX)
		return true;
#pragma unroll
	for (int i = 0; i < ROOTS_MAX; i++)
		if (c->root[i] == pid)
			return true;
	return false;
}

/* To be called before the child's first event. */
static __always_inline void inherit_outside(struct task_struct *parent, struct task_struct *child)
{
	volatile struct control *c = &control;
	struct outsider own = {.number = c->outsiders};

	if (!own.number || child->pid != child->tgid)
		return;
	own.pid = child->tgid;
	own.start = child->start_boottime;
	own.denied = denied_outside(parent, own.number);
	if (own.denied && !is_root(own.pid))
		bpf_map_update_elem(&outsiders, &own.pid, &own, BPF_ANY);
}

/* To be called after a process's last event. */
static __always_inline void forget_outsider(struct task_struct *task)
{
	__u32 pid = task->tgid;

	bpf_map_delete_elem(&outsiders, &pid);
}

#endif
