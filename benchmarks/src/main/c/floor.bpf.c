// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/* The least that a tracer of openat or of execs can do: what benchmarks/run compares with. */
#include <linux/bpf.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "floor.h"

struct pt_regs {
	unsigned long si, dx, orig_ax;
} __attribute__((preserve_access_index));

struct linux_binprm {
	const char *filename;
} __attribute__((preserve_access_index));

struct task_struct;

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 16 << 20);
} ring SEC(".maps");

__u64 lost;

static __always_inline struct floor_event *begin(void)
{
	struct floor_event *event = bpf_ringbuf_reserve(&ring, sizeof(*event), 0);

	if (!event) {
		__sync_fetch_and_add(&lost, 1);
		return NULL;
	}
	event->time = bpf_ktime_get_ns();
	event->cgroup = bpf_get_current_cgroup_id();
	event->pid = bpf_get_current_pid_tgid() >> 32;
	event->ret = 0;
	event->flags = 0;
	bpf_get_current_comm(event->comm, sizeof(event->comm));
	return event;
}

static __always_inline void end(struct floor_event *event)
{
	__u64 waiting = bpf_ringbuf_query(&ring, BPF_RB_AVAIL_DATA);

	bpf_ringbuf_submit(event, waiting > 1 << 20 ? BPF_RB_FORCE_WAKEUP : BPF_RB_NO_WAKEUP);
}

SEC("tp_btf/sys_exit")
int BPF_PROG(openat, struct pt_regs *regs, long ret)
{
	struct floor_event *event;

	if (regs->orig_ax != 257)
		return 0;
	event = begin();
	if (!event)
		return 0;
	event->ret = ret;
	event->flags = regs->dx;
	bpf_probe_read_user_str(event->path, sizeof(event->path), (void *)regs->si);
	end(event);
	return 0;
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(exec, struct task_struct *task, int old_pid, struct linux_binprm *bprm)
{
	struct floor_event *event = begin();

	if (!event)
		return 0;
	bpf_probe_read_kernel_str(event->path, sizeof(event->path), bprm->filename);
	end(event);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
