/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* System calls on x86_64: numbers and registers, of 64-bit, x32 and 32-bit callers. */
#ifndef TALLYMAN_ARCH_X86_BPF_H
#define TALLYMAN_ARCH_X86_BPF_H

#include "emit.bpf.h"

#define TS_COMPAT 0x0002
#define X32_BIT 0x40000000

#define NR_MMAP 9
#define COMPAT_NR_MMAP2 192
#define PROT_EXEC 4
#define MAP_ANONYMOUS 0x20

/* Whether the call is a 32-bit one, which has other numbers, other registers and 32-bit pointers. */
static __always_inline bool is_compat_call(struct task_struct *task)
{
	return task->thread_info.status & TS_COMPAT;
}

static __always_inline void read_args(struct scratch *s, struct pt_regs *regs, bool compat)
{
	if (compat) {
		s->args[0] = (__u32)regs->bx;
		s->args[1] = (__u32)regs->cx;
		s->args[2] = (__u32)regs->dx;
		s->args[3] = (__u32)regs->si;
		s->args[4] = (__u32)regs->di;
		s->args[5] = (__u32)regs->bp;
		/* In a 32-bit clone, tls precedes child_tid (CONFIG_CLONE_BACKWARDS). */
		if (s->header.event == EVENT_CLONE) {
			s->args[3] = (__u32)regs->di;
			s->args[4] = (__u32)regs->si;
		}
		return;
	}
	s->args[0] = regs->di;
	s->args[1] = regs->si;
	s->args[2] = regs->dx;
	s->args[3] = regs->r10;
	s->args[4] = regs->r8;
	s->args[5] = regs->r9;
}

/* The descriptor of a call that maps a file to be executed; -1 for every other call. */
static __always_inline int mapped_descriptor(struct pt_regs *regs, bool compat)
{
	unsigned long number = regs->orig_ax & ~X32_BIT;

	if (number != (compat ? COMPAT_NR_MMAP2 : NR_MMAP) || !(regs->dx & PROT_EXEC))
		return -1;
	if ((compat ? regs->si : regs->r10) & MAP_ANONYMOUS)
		return -1;
	return compat ? regs->di : regs->r8;
}

#endif
