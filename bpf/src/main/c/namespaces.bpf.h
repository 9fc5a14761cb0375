/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * Switches of namespaces. The kernel has no tracepoint for them. So the namespaces of a task after unshare and setns
 * are compared with those before, and the namespaces of a new task with those of its parent.
 */
#ifndef TALLYMAN_NAMESPACES_BPF_H
#define TALLYMAN_NAMESPACES_BPF_H

#include "syscalls.bpf.h"

#define NAMESPACES 8

/* Inodes of namespaces, in the order of the event's arguments. */
struct namespaces {
	__u32 inums[NAMESPACES];
};

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct namespaces);
} namespaces_before SEC(".maps");

static __always_inline void read_namespaces(struct task_struct *task, struct namespaces *into)
{
	struct nsproxy *nsproxy;

	task = PLAIN(task);
	nsproxy = task->nsproxy;
	into->inums[0] = nsproxy->mnt_ns->ns.inum;
	into->inums[1] = nsproxy->pid_ns_for_children->ns.inum;
	into->inums[2] = nsproxy->uts_ns->ns.inum;
	into->inums[3] = nsproxy->ipc_ns->ns.inum;
	into->inums[4] = nsproxy->net_ns->ns.inum;
	into->inums[5] = nsproxy->cgroup_ns->ns.inum;
	into->inums[6] = task->cred->user_ns->ns.inum;
	into->inums[7] = nsproxy->time_ns_for_children->ns.inum;
}

/* Reports the namespaces that differ, if any does. */
static __always_inline int report_switch(struct task_struct *task, struct namespaces *before)
{
	struct namespaces after;
	struct scratch *s;
	__u32 where, differ = 0;

	read_namespaces(task, &after);
#pragma unroll
	for (int i = 0; i < NAMESPACES; i++)
		differ |= after.inums[i] ^ before->inums[i];
	if (!differ)
		return 0;
	s = begin_of(task, EVENT_SWITCH_TASK_NS, 1 + NAMESPACES, false, &where);
	if (!s)
		return 0;
	s->slots[0] = (__u32)task->pid;
#pragma unroll
	for (int i = 0; i < NAMESPACES; i++)
		s->slots[1 + i] = after.inums[i] == before->inums[i] ? 0 : after.inums[i];
	return finish(s, false);
}

static __always_inline bool switches_namespaces(struct task_struct *task, struct pt_regs *regs)
{
	__u32 number = (__u32)regs->orig_ax & ~X32_BIT;
	__u32 event;

	if (number >= CALLS)
		return false;
	event = control.table[call_index(number, is_compat_call(task))].event;
	return event == EVENT_UNSHARE || event == EVENT_SETNS;
}

SEC("tp_btf/sys_enter")
int BPF_PROG(on_ns_enter, struct pt_regs *regs)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct namespaces *before;

	if (!switches_namespaces(task, regs) || !is_wanted(EVENT_SWITCH_TASK_NS))
		return 0;
	before = bpf_task_storage_get(&namespaces_before, task, 0, BPF_LOCAL_STORAGE_GET_F_CREATE);
	if (before)
		read_namespaces(task, before);
	return 0;
}

SEC("tp_btf/sys_exit")
int BPF_PROG(on_ns_exit, struct pt_regs *regs, long ret)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct namespaces *before;

	if (!switches_namespaces(task, regs))
		return 0;
	before = bpf_task_storage_get(&namespaces_before, task, 0, 0);
	if (!before)
		return 0;
	if (ret == 0 && is_wanted(EVENT_SWITCH_TASK_NS))
		report_switch(task, before);
	bpf_task_storage_delete(&namespaces_before, task);
	return 0;
}

SEC("tp_btf/sched_process_fork")
int BPF_PROG(on_ns_fork, struct task_struct *parent, struct task_struct *child)
{
	struct namespaces before;

	if (!is_wanted(EVENT_SWITCH_TASK_NS))
		return 0;
	read_namespaces(parent, &before);
	return report_switch(child, &before);
}

#endif
