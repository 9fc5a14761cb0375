/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* Signals, when they are sent and when they are delivered. */
#ifndef TALLYMAN_SIGNALS_BPF_H
#define TALLYMAN_SIGNALS_BPF_H

#include "append.bpf.h"

#define SIGCHLD 17
#define SI_USER 0
#define SI_KERNEL 0x80
#define SI_QUEUE -1
#define SI_TKILL -6

/* A pointer of 0 or 1 stands for a signal that a user or the kernel sent without further information. */
static __always_inline int signal_code(struct kernel_siginfo *info)
{
	if ((unsigned long)info <= 1)
		return info ? SI_KERNEL : SI_USER;
	return BPF_CORE_READ(info, si_code);
}

/* Whether the current task sends the signal. A timer runs in whatever task the timer interrupts. */
static __always_inline bool is_sent_by_current(int signal, int code)
{
	return code == SI_USER || code == SI_QUEUE || code == SI_TKILL || signal == SIGCHLD;
}

/* The subject is the task that gets the signal. */
SEC("tp_btf/signal_generate")
int BPF_PROG(on_signal_generate, int signal, struct kernel_siginfo *info, struct task_struct *task, int group,
	     int result)
{
	struct task_struct *sender = bpf_get_current_task_btf();
	struct scratch *s;
	__u32 where;
	int code;

	if (!is_wanted(EVENT_SIGNAL_GENERATE))
		return 0;
	s = begin_of(task, EVENT_SIGNAL_GENERATE, 8, false, &where);
	if (!s)
		return 0;
	code = signal_code(info);
	s->slots[0] = signal;
	s->slots[1] = (__u32)code;
	s->slots[2] = group;
	s->slots[3] = result;
	s->slots[4] = 0;
	s->slots[5] = 0;
	s->slots[6] = 0;
	s->slots[7] = 0;
	if (is_sent_by_current(signal, code)) {
		s->slots[4] = (__u32)sender->pid;
		s->slots[5] = (__u32)sender->tgid;
		s->slots[6] = task_cgroup_id(sender);
		append_kernel_string(where, 7, as_number(s, &sender->comm));
	}
	return finish(s, false);
}

SEC("tp_btf/signal_deliver")
int BPF_PROG(on_signal_deliver, int signal, struct kernel_siginfo *info, struct k_sigaction *action)
{
	struct scratch *s;
	__u32 where;

	if (!is_wanted(EVENT_SIGNAL_DELIVER))
		return 0;
	s = begin(EVENT_SIGNAL_DELIVER, 4, false, &where);
	if (!s)
		return 0;
	s->slots[0] = signal;
	s->slots[1] = (__u32)signal_code(info);
	s->slots[2] = (__u64)action->sa.sa_handler;
	s->slots[3] = action->sa.sa_flags;
	return finish(s, false);
}

#endif
