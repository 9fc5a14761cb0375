/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * Fills a record's header from a task, by direct loads through BTF pointers: they cost a quarter of what helpers cost.
 */
#ifndef TALLYMAN_TASK_BPF_H
#define TALLYMAN_TASK_BPF_H

#include "kernel.bpf.h"
#include "cgroup.bpf.h"
#include "core_fixes.bpf.h"
#include "record.bpf.h"

struct ns_pid {
	__u64 ns;	/* address of the namespace */
	__u32 nr;
	__u32 inum;	/* inode of the namespace */
	__u32 level;
	__u32 zero;
};

/* A copy of struct upid, so that one read gets it all: a read costs as much as ten direct loads. */
struct upid_copy {
	__u32 nr;
	__u32 zero;
	__u64 ns;
};

_Static_assert(sizeof(struct upid_copy) == sizeof(struct upid), "upid");

/* The verifier must know how far a pointer moves. MAX_PID_NS_LEVEL is 32; struct upid is the same in all kernels. */
#define LEVEL_MASK 31

/*
 * The array in a struct pid is as long as the namespace is deep. It has no fixed end, so direct loads are not possible.
 */
static __always_inline struct upid *upid_at(struct pid *pid, __u32 level)
{
	return &pid->numbers[level & LEVEL_MASK];
}

/* A process id as the task's own pid namespace numbers it. */
static __always_inline void read_ns_pid(struct pid *pid, __u32 host_nr, struct ns_pid *out)
{
	struct pid_namespace *ns;
	struct upid_copy number = {};

	out->level = pid->level;
	out->nr = host_nr;
	out->ns = 0;
	if (out->level == 0) {
		ns = pid->numbers[0].ns;
		out->inum = ns->ns.inum;
		return;
	}
	bpf_probe_read_kernel(&number, sizeof(number), upid_at(pid, out->level));
	out->nr = number.nr;
	out->ns = number.ns;
	ns = (struct pid_namespace *)number.ns;
	out->inum = BPF_CORE_READ(ns, ns.inum);
}

/* The process id of a task in the pid namespace of another one; 0 where the process is not visible there. */
static __always_inline __u32 tgid_in(struct task_struct *task, const struct ns_pid *own)
{
	struct pid *pid = task->group_leader->thread_pid;
	struct upid_copy number = {};
	__u32 nr;

	if (own->level == 0)
		return task->tgid;
	if (pid->level < own->level)
		return 0;
	bpf_probe_read_kernel(&number, sizeof(number), upid_at(pid, own->level));
	nr = number.nr;
	/* Without this the compiler loads it through the same pointer as the tgid, which the verifier refuses. */
	barrier_var(nr);
	return number.ns == own->ns ? nr : 0;
}

static __always_inline void copy_words(void *to, const void *from, int words)
{
	__u64 *target = to;
	const __u64 *source = from;

#pragma unroll
	for (int i = 0; i < words; i++)
		target[i] = source[i];
}

/* Fills everything but event, system call, return value, flags and the number of arguments. */
static __always_inline void fill_header(struct record_header *h, struct task_struct *task)
{
	struct task_struct *parent;
	struct nsproxy *nsproxy;
	struct ns_pid own;

	task = PLAIN(task);
	parent = task->real_parent;
	nsproxy = task->nsproxy;
	h->time = bpf_ktime_get_boot_ns();
	h->thread_start = task->start_boottime;
	h->process_start = task->group_leader->start_boottime;
	h->cgroup = task_cgroup_id(task);
	h->host_tid = task->pid;
	h->host_pid = task->tgid;
	h->host_ppid = parent->tgid;
	read_ns_pid(task->thread_pid, task->pid, &own);
	h->tid = own.nr;
	h->pidns = own.inum;
	h->pid = task->pid == task->tgid ? own.nr : tgid_in(task, &own);
	h->ppid = tgid_in(parent, &own);
	h->uid = task->cred->uid.val;
	h->mntns = nsproxy->mnt_ns->ns.inum;
	h->cpu = bpf_get_smp_processor_id();
	h->decided = 0;
	copy_words(h->comm, &task->comm, COMM_SIZE / 8);
	copy_words(h->uts, &nsproxy->uts_ns->name.nodename, UTS_SIZE / 8);
}

#endif
