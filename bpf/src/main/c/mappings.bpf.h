/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * Files that are mapped so that their code can run: libraries, and what else a process loads. The kernel has no
 * tracepoint for a mapping, so the file is the one that the descriptor stands for when mmap returns. What the kernel maps
 * for an exec is told by sched_process_exec.
 */
#ifndef TALLYMAN_MAPPINGS_BPF_H
#define TALLYMAN_MAPPINGS_BPF_H

#include "append.bpf.h"
#include "arch_x86.bpf.h"
#include "descriptors.bpf.h"
#include "executable.bpf.h"

#define MAX_ERRNO 4095

static __always_inline int report_mapping(struct pt_regs *regs, struct file *file, bool compat, long address)
{
	struct inode *inode = BPF_CORE_READ(file, f_inode);
	struct scratch *s;
	__u32 where;

	s = begin(EVENT_MMAP_EXEC, 10, false, &where);
	if (!s)
		return 0;
	read_args(s, regs, compat);
	s->walk_mnt = (__u64)BPF_CORE_READ(file, f_path.mnt);
	s->walk_dentry = (__u64)BPF_CORE_READ(file, f_path.dentry);
	append_path(where, 0);
	s->slots[1] = BPF_CORE_READ(inode, i_ino);
	s->slots[2] = BPF_CORE_READ(inode, i_sb, s_dev);
	s->slots[3] = inode_ctime(inode);
	put_executable(where, s, 4, file);
	s->slots[7] = address;
	s->slots[8] = s->args[1];
	s->slots[9] = s->args[2];
	return finish(s, false);
}

SEC("tp_btf/sys_exit")
int BPF_PROG(on_map, struct pt_regs *regs, long ret)
{
	struct task_struct *task = bpf_get_current_task_btf();
	bool compat = is_compat_call(task);
	int fd = mapped_descriptor(regs, compat);
	struct file *file;

	if (fd < 0 || (ret < 0 && ret >= -MAX_ERRNO) || !is_wanted(EVENT_MMAP_EXEC))
		return 0;
	file = file_of(task, fd);
	return file ? report_mapping(regs, file, compat, ret) : 0;
}

#endif
