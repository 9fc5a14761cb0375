/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * System calls. Two programs report all of them, with a table that user space fills from the catalogue.
 *
 * A call is reported once, when the call returns, with the content of registers and memory at that time: at the entry
 * the strings of one open in a hundred cannot be read yet. These are the rules for calls that do not simply return:
 *  - An execve or execveat that succeeds has lost the old memory and the registers, and its number reads execve in both
 *    cases. So the entry makes the record and keeps the record with the task, and the return writes the record. An exec
 *    that began before the entry was watched is not reported. An exec that fails is reported like any other call.
 *  - fork, vfork, clone and clone3 return twice. The return of the child, with 0, is not reported.
 *  - The results -512 to -516 never reach user space: the call was interrupted and is not over. The call is reported
 *    when it returns after its restart. If a signal handler ends the call instead, user space sees EINTR, and the call
 *    is reported with EINTR when the signal is delivered (on_signal; not before 5.15). If the signal kills the task,
 *    the call never returns.
 *  - A call that seccomp refuses before its entry returns like any other.
 *  - A sleep or wait that a stop interrupted (-516) goes on as restart_syscall and is reported as that.
 *  - exit, exit_group and rt_sigreturn do not return. They are reported at their entry, with 0.
 */
#ifndef TALLYMAN_SYSCALLS_BPF_H
#define TALLYMAN_SYSCALLS_BPF_H

#include "append.bpf.h"
#include "arch_x86.bpf.h"
#include "descriptors.bpf.h"
#include "fold.bpf.h"
#include "text.bpf.h"

#define EINTR 4
#define ERESTARTSYS 512
#define ERESTARTNOHAND 514
#define ERESTART_RESTARTBLOCK 516

#define EXEC_MAX (sizeof(struct record_header) + 5 * 8 + STRING_MAX + STRINGS_MAX + 10 + sizeof(struct exec_trailer))

_Static_assert(EXEC_MAX % 8 == 0, "records are padded to 8");

/* The record of an execve or execveat that has not returned. */
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

/* A caller may pass more of a structure than this table knows, or less. */
static __always_inline __u64 structure_size(struct scratch *s, struct call *call, __u32 kind, __u32 next)
{
	__u64 size = s->args[next & 7];

	return kind == KIND_SIZED && size < call->structure ? size : call->structure;
}

/* The start of a struct msghdr, and of that of a 32-bit caller. */
struct msg_name {
	__u64 address;
	__s32 size;
	__u32 padding;
};

struct compat_msg_name {
	__u32 address;
	__s32 size;
};

static __always_inline long read_msg_name(struct msg_name *name, __u64 message, bool compat)
{
	struct compat_msg_name narrow = {};
	long error;

	if (!compat)
		return bpf_probe_read_user(name, sizeof(*name), (void *)message);
	error = bpf_probe_read_user(&narrow, sizeof(narrow), (void *)message);
	name->address = narrow.address;
	name->size = narrow.size;
	return error;
}

static __always_inline bool is_receiving(__u32 event)
{
	return event == EVENT_RECVMSG || event == EVENT_RECVMMSG;
}

/*
 * Appends the address of a message, or of the first one of several. A recvmsg that fails has written no address, and its
 * size is that of the room.
 */
__noinline int append_msg_name(__u32 where, __u32 arg, __u64 message)
{
	struct scratch *s = scratch_at(where);
	struct msg_name name = {};

	if (!s)
		return 0;
	if (message && read_msg_name(&name, message, s->header.flags & FLAG_COMPAT)) {
		put_unreadable(s, arg, s->at, message);
		return 0;
	}
	if (name.size < 0 || (is_receiving(s->header.event) && s->header.ret < 0))
		name.size = 0;
	return append_user_bytes(where, arg, name.address, name.size);
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
			append_user_bytes(where, i, value, sockaddr_size(s, kind, i + 1));
		else if (kind == KIND_STRUCTURE || kind == KIND_SIZED)
			append_user_bytes(where, i, value, structure_size(s, call, kind, i + 1));
		else if (kind == KIND_MSG_NAME)
			append_msg_name(where, i, s->args[1]);
		else if (is_text(kind))
			append_text(where, i, kind);
		else if (kind == KIND_LONG && s->header.flags & FLAG_COMPAT)
			s->slots[i] = (__s32)value;
		else
			s->slots[i] = value;
	}
	return 0;
}

/*
 * The place of a call in the table, native numbers first. The mask is for older verifiers, which cannot add up the two.
 */
static __always_inline __u32 call_index(__u32 number, bool compat)
{
	__u32 index = compat ? number + CALLS : number;

	barrier_var(index);
	return index & (2 * CALLS - 1);
}

static __always_inline void fill_call(struct scratch *s, struct pt_regs *regs, __u32 number, bool compat, long ret)
{
	s->header.syscall = number;
	if (compat)
		s->header.flags |= FLAG_COMPAT;
	s->header.ret = ret;
	read_args(s, regs, compat);
}

/* Whether the record becomes part of another one or is beyond a limit. */
static __always_inline bool is_left_out(__u32 where, __u32 index)
{
	int fate = fold_call(where, index);

	return fate == FATE_GONE || (fate == FATE_OPEN && config.limit && is_beyond_limit(where));
}

/* Reports a call with its result: at its return, or with 0 at its entry. */
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
	if (config.fold && is_left_out(where, index)) {
		release_scratch(s);
		return 0;
	}
	return finish(s, false);
}

/* A new program runs: writes the record that the entry has kept. */
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
		go_home(&kept->header, task);
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

/* Whether a call ends with EINTR when this handler runs: see handle_signal() in arch/x86. */
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

	/* SIG_DFL and SIG_IGN run no handler. The helper exists since 5.15 (dd6e10fbd9fb). */
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
