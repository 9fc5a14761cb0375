/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* Fork, exec, exit, new names, and the process that is killed when memory runs out. */
#ifndef TALLYMAN_PROCESS_BPF_H
#define TALLYMAN_PROCESS_BPF_H

#include "append.bpf.h"
#include "core_fixes.bpf.h"
#include "executable.bpf.h"
#include "summary.bpf.h"

#define CORE_DUMPED 0x80

SEC("tp_btf/sched_process_fork")
int BPF_PROG(on_fork, struct task_struct *parent, struct task_struct *child)
{
	struct ns_pid own;
	struct scratch *s;
	__u32 where;

	inherit_exemption(parent, child);
	if (!is_wanted(EVENT_SCHED_PROCESS_FORK))
		return 0;
	s = begin(EVENT_SCHED_PROCESS_FORK, 7, false, &where);
	if (!s)
		return 0;
	read_ns_pid(child->thread_pid, child->pid, &own);
	s->slots[0] = (__u32)parent->pid;
	s->slots[1] = (__u32)parent->tgid;
	s->slots[2] = (__u32)child->pid;
	s->slots[3] = (__u32)child->tgid;
	s->slots[4] = own.nr;
	s->slots[5] = tgid_in(child, &own);
	s->slots[6] = child->start_boottime;
	return finish(s, false);
}

/*
 * Whether a task is in another mount namespace than its parent. The entry point of a container is; the runtime's own
 * programs, which on a busy machine are executed in the container's cgroup as well, are not. A parent that has ended
 * has no namespaces any more: then the answer is no.
 */
static __always_inline bool has_own_mounts(struct task_struct *task)
{
	struct nsproxy *of_parent;

	task = PLAIN(task);
	of_parent = task->real_parent->nsproxy;
	return of_parent && of_parent->mnt_ns != task->nsproxy->mnt_ns;
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(on_exec, struct task_struct *task, int old_pid, struct linux_binprm *bprm)
{
	struct mm_struct *mm = task->mm;
	struct file *exe = mm->exe_file;
	struct inode *inode;
	struct scratch *s;
	__u32 where;

	end_folds_of(task);
	note_exec(task);
	if (!is_wanted(EVENT_SCHED_PROCESS_EXEC) || !exe)
		return 0;
	s = begin(EVENT_SCHED_PROCESS_EXEC, config.exec_env ? 16 : 15, false, &where);
	if (!s)
		return 0;
	if (has_own_mounts(task) && !home_of(task, task_cgroup_id(task)))
		s->header.flags |= FLAG_OWN_MOUNTS;
	inode = exe->f_inode;
	s->walk_mnt = (__u64)exe->f_path.mnt;
	s->walk_dentry = (__u64)exe->f_path.dentry;
	s->slots[3] = inode->i_ino;
	s->slots[4] = inode->i_sb->s_dev;
	s->slots[5] = inode_ctime(inode);
	append_kernel_string(where, 0, as_number(s, bprm->filename));
	append_path(where, 1);
	append_user_block(where, 2, mm->arg_start, mm->arg_end);
	append_kernel_string(where, 6, as_number(s, bprm->interp));
	s->walk_mnt = (__u64)task->fs->pwd.mnt;
	s->walk_dentry = (__u64)task->fs->pwd.dentry;
	append_path(where, 7);
	s->slots[8] = task->cred->euid.val;
	s->slots[9] = task->cred->egid.val;
	s->slots[10] = BPF_CORE_READ_BITFIELD_PROBED(bprm, secureexec);
	put_executable(where, s, 11, exe);
	s->slots[14] = permitted_capabilities(task->cred);
	if (config.exec_env)
		append_user_block(where, 15, mm->env_start, mm->env_end);
	return finish(s, false);
}

/* The status that wait(2) reports for the process, or the thread's own status if other threads live on. */
static __always_inline long exit_status(struct task_struct *task, bool last)
{
	struct signal_struct *signal = task->signal;

	if (last && signal->flags & SIGNAL_GROUP_EXIT)
		return signal->group_exit_code;
	return task->exit_code;
}

static __always_inline int report_exit(struct task_struct *task, bool last)
{
	struct scratch *s;
	__u32 where;
	long status;

	if (!is_wanted(EVENT_SCHED_PROCESS_EXIT))
		return 0;
	s = begin(EVENT_SCHED_PROCESS_EXIT, 6, false, &where);
	if (!s)
		return 0;
	status = exit_status(task, last);
	s->slots[0] = status;
	s->slots[1] = last;
	s->slots[2] = status >> 8 & 0xff;
	s->slots[3] = status & 0x7f;
	s->slots[4] = !!(status & CORE_DUMPED);
	s->slots[5] = s->header.time - s->header.thread_start;
	return finish(s, false);
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(on_exit, struct task_struct *task)
{
	bool last = is_last_thread(ctx, task);

	if (last)
		end_folds_of(task);
	report_exit(task, last);
	if (last)
		forget_exemption(task);
	return 0;
}

/*
 * The kernel has no tracepoint for a core dump. Only the thread that dumped has the bit in its status, since the other
 * threads began to end before the dump.
 */
SEC("tp_btf/sched_process_exit")
int BPF_PROG(on_core_dump, struct task_struct *task)
{
	int status = task->exit_code;
	struct scratch *s;
	__u32 where;

	if (!(status & CORE_DUMPED) || !is_wanted(EVENT_CORE_DUMP))
		return 0;
	s = begin(EVENT_CORE_DUMP, 2, false, &where);
	if (!s)
		return 0;
	s->slots[0] = status & 0x7f;
	s->walk_mnt = (__u64)task->fs->pwd.mnt;
	s->walk_dentry = (__u64)task->fs->pwd.dentry;
	append_path(where, 1);
	return finish(s, false);
}

/* The task may be another thread of the current process. The task still has its former name. */
SEC("tp_btf/task_rename")
int BPF_PROG(on_rename, struct task_struct *task, const char *name)
{
	struct scratch *s;
	__u32 where;

	if (!is_wanted(EVENT_TASK_RENAME))
		return 0;
	s = begin_of(task, EVENT_TASK_RENAME, 2, false, &where);
	if (!s)
		return 0;
	append_kernel_string(where, 0, as_number(s, &task->comm));
	append_kernel_string(where, 1, as_number(s, name));
	return finish(s, false);
}

/* The task is the victim; the current task asked for memory. Before 6.9 the tracepoint passed a process id alone. */
SEC("tp_btf/mark_victim")
int BPF_PROG(on_mark_victim, struct task_struct *task)
{
	struct task_struct *current = bpf_get_current_task_btf();
	struct scratch *s;
	__u32 where;

	if (!is_wanted(EVENT_MARK_VICTIM))
		return 0;
	s = begin_of(task, EVENT_MARK_VICTIM, 5, true, &where);
	if (!s)
		return 0;
	s->slots[0] = task->mm->total_vm;
	s->slots[1] = (__s64)task->signal->oom_score_adj;
	s->slots[2] = (__u32)current->pid;
	s->slots[3] = task_cgroup_id(current);
	append_kernel_string(where, 4, as_number(s, &current->comm));
	return finish(s, false);
}

#endif
