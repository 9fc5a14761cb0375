/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* A record's header from a task. Direct loads through BTF pointers: a quarter of what helper reads cost. */
#ifndef TALLYMAN_TASK_BPF_H
#define TALLYMAN_TASK_BPF_H

#include "kernel.bpf.h"
#include "cgroup.bpf.h"
#include "record.bpf.h"

struct ns_pid {
	__u32 nr;
	__u32 inum;
	__u32 level;
};

/* The verifier wants to know how far a pointer moves; MAX_PID_NS_LEVEL is 32, and a upid is the same everywhere. */
#define LEVEL_MASK 31

/* The array behind a pid is as long as its namespace is deep. Not to be loaded from directly: it has no fixed end. */
static __always_inline struct upid *upid_at(struct pid *pid, __u32 level)
{
	return &pid->numbers[level & LEVEL_MASK];
}

/* A pid as its own pid namespace numbers it. */
static __always_inline void read_ns_pid(struct pid *pid, __u32 host_nr, struct ns_pid *out)
{
	struct pid_namespace *ns;
	struct upid *numbers;

	out->level = pid->level;
	out->nr = host_nr;
	if (out->level == 0) {
		ns = pid->numbers[0].ns;
		out->inum = ns->ns.inum;
		return;
	}
	numbers = upid_at(pid, out->level);
	out->nr = BPF_CORE_READ(numbers, nr);
	out->inum = BPF_CORE_READ(numbers, ns, ns.inum);
}

/* The process's number in the namespace that lies at this level, 0 where it is not visible there. */
static __always_inline __u32 tgid_at_level(struct task_struct *task, __u32 level, __u32 inum)
{
	struct pid *pid = task->group_leader->thread_pid;
	struct upid *numbers;

	if (level == 0)
		return task->tgid;
	if (pid->level < level)
		return 0;
	numbers = upid_at(pid, level);
	if (BPF_CORE_READ(numbers, ns, ns.inum) != inum)
		return 0;
	return BPF_CORE_READ(numbers, nr);
}

static __always_inline void copy_words(void *to, const void *from, int words)
{
	__u64 *target = to;
	const __u64 *source = from;

#pragma unroll
	for (int i = 0; i < words; i++)
		target[i] = source[i];
}

/* Everything but event, system call, return value, flags and the number of arguments. */
static __always_inline void fill_header(struct record_header *h, struct task_struct *task)
{
	struct task_struct *parent = task->real_parent;
	struct nsproxy *nsproxy = task->nsproxy;
	struct ns_pid own;

	h->time = bpf_ktime_get_boot_ns();
	h->thread_start = task->start_boottime;
	h->cgroup = task_cgroup_id(task);
	h->host_tid = task->pid;
	h->host_pid = task->tgid;
	h->host_ppid = parent->tgid;
	read_ns_pid(task->thread_pid, task->pid, &own);
	h->tid = own.nr;
	h->pidns = own.inum;
	h->pid = tgid_at_level(task, own.level, own.inum);
	h->ppid = tgid_at_level(parent, own.level, own.inum);
	h->uid = task->cred->uid.val;
	h->mntns = nsproxy->mnt_ns->ns.inum;
	h->cpu = bpf_get_smp_processor_id();
	h->zero = 0;
	copy_words(h->comm, &task->comm, COMM_SIZE / 8);
	copy_words(h->uts, &nsproxy->uts_ns->name.nodename, UTS_SIZE / 8);
}

#endif
