/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * System calls, all through two programs and a table that user space fills from the catalogue.
 *
 * A call is reported once, when it returns, with what its registers and its memory hold then: at entry the strings of
 * one open in a hundred can't be read yet. The rules for the calls that don't simply return:
 *  - execve and execveat that succeed: the old memory is gone and the registers are cleared, and the number reads
 *    execve for both. So the entry builds the record and keeps it with the task; the return writes it. One that began
 *    before its entry was watched is not reported. One that fails is read at its return like any other call.
 *  - fork, vfork, clone and clone3 return twice. The child's return, with 0, is not reported.
 *  - -512 to -516 never reach user space: the call was interrupted and is not over. It is reported when it returns
 *    after its restart. Where a signal handler ends it instead, user space sees EINTR: reported with that when the
 *    signal is delivered (on_signal; not before 5.15). Where the signal kills the task it never returns.
 *  - A call refused before its entry (seccomp) has a return like any other.
 *  - A sleep or wait that a stop interrupted (-516) goes on as restart_syscall and is reported as that.
 *  - exit, exit_group and rt_sigreturn don't return: reported at their entry, with 0.
 */
#ifndef TALLYMAN_SYSCALLS_BPF_H
#define TALLYMAN_SYSCALLS_BPF_H

#include "append.bpf.h"
#include "arch_x86.bpf.h"
#include "descriptors.bpf.h"

#define EINTR 4
#define ERESTARTSYS 512
#define ERESTARTNOHAND 514
#define ERESTART_RESTARTBLOCK 516

#define EXEC_MAX (sizeof(struct record_header) + 5 * 8 + STRING_MAX + STRINGS_MAX + 10)

_Static_assert(EXEC_MAX % 8 == 0, "records are padded to 8");

/* The record of an execve that has not returned. */
struct exec_record {
	__u32 size;
	__u32 event;
	union {
		struct record_header header;
		__u8 bytes[EXEC_MAX];
	};
};

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct exec_record);
} execs SEC(".maps");

static __always_inline __u64 sockaddr_size(struct scratch *s, __u32 kind, __u32 next)
{
	__s32 size = 0;

	if (kind == KIND_SOCKADDR)
		size = (__s32)s->args[next & 7];
	else if (s->header.ret >= 0)
		bpf_probe_read_user(&size, sizeof(size), (void *)s->args[next & 7]);
	return size < 0 ? 0 : size;
}

/* Turns the registers in args into slots, as the table says. */
__noinline int append_args(__u32 where, __u32 index)
{
	struct scratch *s = scratch_at(where);
	struct call *call;

	if (!s || index >= 2 * CALLS)
		return 0;
	call = &control.table[index];
	for (__u32 i = 0; i < 6 && i < call->args; i++) {
		__u32 kind = call->kinds[i];
		__u64 value = s->args[i];

		if (kind == KIND_STRING)
			append_user_string(where, i, value);
		else if (kind == KIND_STRINGS)
			append_user_strings(where, i, value);
		else if (kind == KIND_SOCKADDR || kind == KIND_SOCKADDR_OUT)
			append_sockaddr(where, i, value, sockaddr_size(s, kind, i + 1));
		else if (kind == KIND_LONG && s->header.flags & FLAG_COMPAT)
			s->slots[i] = (__s32)value;
		else
			s->slots[i] = value;
	}
	return 0;
}

/* Where the table has a call, native numbers first. The mask is for older verifiers, which can't add up the two. */
static __always_inline __u32 call_index(__u32 number, bool compat)
{
	__u32 index = compat ? number + CALLS : number;

	barrier_var(index);
	return index & (2 * CALLS - 1);
}

static __always_inline void fill_call(struct scratch *s, struct pt_regs *regs, __u32 number, bool compat, long ret)
{
	s->header.syscall = number;
	s->header.flags = compat ? FLAG_COMPAT : 0;
	s->header.ret = ret;
	read_args(s, regs, compat);
}

/* A call with its result, from its return or, with 0, from its entry. */
static __always_inline int report_call(struct task_struct *task, struct pt_regs *regs, __u32 number, long ret)
{
	bool compat = is_compat_call(task);
	__u32 index = call_index(number, compat);
	__u32 event = control.table[index].event;
	__u32 slots = control.table[index].args & 7;
	struct scratch *s;
	__u32 where;

	if (!is_wanted(event))
		return 0;
	if (ret == 0 && (event == EVENT_CLONE || event == EVENT_CLONE3 || event == EVENT_FORK || event == EVENT_VFORK))
		return 0;
	if (config.fd_paths)
		slots += control.table[index].paths & 7;
	s = begin(event, slots, false, &where);
	if (!s)
		return 0;
	fill_call(s, regs, number, compat, ret);
	append_args(where, index);
	if (config.fd_paths)
		append_descriptors(where, index);
	return finish(s, false);
}

/* A new program runs: writes what the entry has kept. */
static __always_inline int report_exec(struct task_struct *task)
{
	struct exec_record *kept = bpf_task_storage_get(&execs, task, 0, 0);
	struct decision decision;
	__u32 size;

	if (!kept)
		return 0;
	size = kept->size;
	if (is_wanted(kept->event) && size <= EXEC_MAX && may_be_wanted(task, kept->event, &decision)) {
		fill_header(&kept->header, task);
		COUNT(emitted);
		write_record(kept->bytes, size, false);
	}
	bpf_task_storage_delete(&execs, task);
	return 0;
}

static __always_inline bool is_exec(__u32 event)
{
	return event == EVENT_EXECVE || event == EVENT_EXECVEAT;
}

static __always_inline bool is_exec_return(__u32 number, long ret, struct task_struct *task)
{
	__u32 event = control.table[call_index(number, is_compat_call(task))].event;

	return ret == 0 && is_exec(event);
}

SEC("tp_btf/sys_exit")
int BPF_PROG(on_sys_exit, struct pt_regs *regs, long ret)
{
	__u32 number = (__u32)regs->orig_ax & ~X32_BIT;
	struct task_struct *task;

	if (number >= CALLS || !call_bits(number))
		return 0;
	if (ret <= -ERESTARTSYS && ret >= -ERESTART_RESTARTBLOCK)
		return 0;
	task = bpf_get_current_task_btf();
	if (is_exec_return(number, ret, task))
		return report_exec(task);
	return report_call(task, regs, number, ret);
}

/* Whether the kernel makes EINTR of a call's result when this handler runs: handle_signal() in arch/x86. */
static __always_inline bool ends_with_eintr(long ret, unsigned long sa_flags)
{
	if (ret == -ERESTARTSYS)
		return !(sa_flags & SA_RESTART);
	return ret == -ERESTARTNOHAND || ret == -ERESTART_RESTARTBLOCK;
}

SEC("tp_btf/signal_deliver")
int BPF_PROG(on_signal, int signal, void *info, struct k_sigaction *action)
{
	unsigned long handler = (unsigned long)action->sa.sa_handler;
	struct task_struct *task;
	struct pt_regs *regs;
	__u32 number;

	/* SIG_DFL and SIG_IGN run no handler; the helper came in 5.15 (dd6e10fbd9fb). */
	if (handler <= 1 || !bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_task_pt_regs))
		return 0;
	task = bpf_get_current_task_btf();
	regs = (void *)bpf_task_pt_regs(task);
	number = (__u32)regs->orig_ax & ~X32_BIT;
	if (number >= CALLS || !call_bits(number) || !ends_with_eintr(regs->ax, action->sa.sa_flags))
		return 0;
	return report_call(task, regs, number, -EINTR);
}

static __always_inline void keep_exec(struct scratch *s, struct task_struct *task)
{
	struct exec_record *kept = bpf_task_storage_get(&execs, task, 0, BPF_LOCAL_STORAGE_GET_F_CREATE);
	__u32 size = close_record(s);

	if (!kept || size > EXEC_MAX) {
		COUNT(emitted);
		COUNT(lost_exec_storage);
		return;
	}
	kept->size = size;
	kept->event = s->header.event;
	bpf_probe_read_kernel(kept->bytes, size, s->bytes);
}

static __always_inline bool never_returns(__u32 event)
{
	return event == EVENT_EXIT || event == EVENT_EXIT_GROUP || event == EVENT_RT_SIGRETURN;
}

static __always_inline int begin_exec(struct task_struct *task, struct pt_regs *regs, __u32 number, bool compat)
{
	__u32 where, index = call_index(number, compat);
	struct scratch *s = take_scratch(&where);

	if (!s) {
		COUNT(emitted);
		COUNT(lost_scratch);
		return 0;
	}
	start_record(s, task, control.table[index].event, control.table[index].args & 7);
	fill_call(s, regs, number, compat, 0);
	if (!is_own(&s->header)) {
		append_args(where, index);
		keep_exec(s, task);
	}
	release_scratch(s);
	return 0;
}

SEC("tp_btf/sys_enter")
int BPF_PROG(on_sys_enter, struct pt_regs *regs, long id)
{
	__u32 number = (__u32)id & ~X32_BIT;
	struct task_struct *task;
	__u32 event;
	bool compat;

	if (number >= CALLS || !(call_bits(number) & CALL_ENTER))
		return 0;
	task = bpf_get_current_task_btf();
	compat = is_compat_call(task);
	event = control.table[call_index(number, compat)].event;
	if (never_returns(event))
		return report_call(task, regs, number, 0);
	if (!is_wanted(event) || !is_exec(event))
		return 0;
	return begin_exec(task, regs, number, compat);
}

#endif
