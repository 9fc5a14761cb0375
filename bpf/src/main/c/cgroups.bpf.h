/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * Cgroups that come and go. In the ring the mkdir of a cgroup precedes all events inside, and the rmdir follows them.
 */
#ifndef TALLYMAN_CGROUPS_BPF_H
#define TALLYMAN_CGROUPS_BPF_H

#include "append.bpf.h"
#include "early_filter.bpf.h"
#include "fair.bpf.h"
#include "summary.bpf.h"

/* Keeps the path for user space, since the record may be lost. A path that is too long is not kept. */
static __always_inline void remember(struct scratch *s, __u64 id, __u64 path)
{
	struct cgroup_entry *entry = &s->cgroup;
	long length = bpf_probe_read_kernel_str(entry->path, CGROUP_PATH_MAX, (void *)path);

	if (length <= 0 || length == CGROUP_PATH_MAX || bpf_map_update_elem(&cgroups, &id, entry, BPF_ANY))
		COUNT(cgroups_forgotten);
}

SEC("tp_btf/cgroup_mkdir")
int BPF_PROG(on_cgroup_mkdir, struct cgroup *cgroup, const char *path)
{
	__u64 id = PLAIN(cgroup)->kn->id;
	struct scratch *s;
	__u32 where;

	if (!is_chosen_hierarchy(cgroup))
		return 0;
	inherit_owner(cgroup, id);
	note_maker(id);
	if (is_shut())
		return 0;
	s = begin(EVENT_CGROUP_MKDIR, 3, true, &where);
	if (!s)
		return 0;
	s->slots[0] = id;
	s->slots[2] = config.hierarchy;
	inherit_verdict(cgroup, id);
	remember(s, id, as_number(s, path));
	append_kernel_string(where, 1, as_number(s, path));
	return finish(s, true);
}

SEC("tp_btf/cgroup_rmdir")
int BPF_PROG(on_cgroup_rmdir, struct cgroup *cgroup, const char *path)
{
	__u64 id = PLAIN(cgroup)->kn->id;
	struct scratch *s;
	__u32 where;

	if (!is_chosen_hierarchy(cgroup))
		return 0;
	bpf_map_delete_elem(&cgroups, &id);
	bpf_map_delete_elem(&verdicts, &id);
	if (config.fold && !is_shut())
		flush_cgroup(id);
	forget_owner(id);
	forget_maker(id);
	close_account(id);
	if (is_shut())
		return 0;
	s = begin(EVENT_CGROUP_RMDIR, 3, true, &where);
	if (!s)
		return 0;
	s->slots[0] = id;
	s->slots[2] = config.hierarchy;
	append_kernel_string(where, 1, as_number(s, path));
	return finish(s, true);
}

SEC("tp_btf/cgroup_attach_task")
int BPF_PROG(on_cgroup_attach_task, struct cgroup *cgroup, const char *path, struct task_struct *task, bool threadgroup)
{
	struct scratch *s;
	__u32 where;

	if (is_shut() || !is_chosen_hierarchy(cgroup))
		return 0;
	s = begin(EVENT_CGROUP_ATTACH_TASK, 5, true, &where);
	if (!s)
		return 0;
	s->slots[0] = PLAIN(cgroup)->kn->id;
	s->slots[3] = (__u32)task->pid;
	s->slots[4] = threadgroup;
	append_kernel_string(where, 1, as_number(s, path));
	append_kernel_string(where, 2, as_number(s, &task->comm));
	return finish(s, true);
}

#endif
