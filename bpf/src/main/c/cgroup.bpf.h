/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* Ids of cgroups in the one hierarchy that user space has chosen. */
#ifndef TALLYMAN_CGROUP_BPF_H
#define TALLYMAN_CGROUP_BPF_H

#include "kernel.bpf.h"
#include "control.bpf.h"
#include "core_fixes.bpf.h"

#define CGROUP_PATH_MAX 1024
#define CGROUPS_MAX 65536

/* A cgroup that exists and was made while the programs were attached. */
struct cgroup_entry {
	char path[CGROUP_PATH_MAX];
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, CGROUPS_MAX);
	__type(key, __u64);
	__type(value, struct cgroup_entry);
} cgroups SEC(".maps");

#define SUBSYS_CGROUP(set, name) \
	((set)->subsys[bpf_core_enum_value(enum cgroup_subsys_id, name##_cgrp_id)]->cgroup)

/*
 * On v2 a task's cgroup is that of the default hierarchy, since the css of a controller may be an ancestor's. On v1 it
 * is that of the controller's css. The kernel's numbers of the controllers depend on the kernel's configuration.
 */
static __always_inline struct cgroup *task_cgroup(struct task_struct *task)
{
	struct css_set *set = PLAIN(task)->cgroups;

	switch (config.controller) {
	case CONTROLLER_CPUSET:
		return SUBSYS_CGROUP(set, cpuset);
	case CONTROLLER_FREEZER:
		return SUBSYS_CGROUP(set, freezer);
	case CONTROLLER_DEVICES:
		return SUBSYS_CGROUP(set, devices);
	case CONTROLLER_MEMORY:
		return SUBSYS_CGROUP(set, memory);
	case CONTROLLER_PIDS:
		return SUBSYS_CGROUP(set, pids);
	default:
		return set->dfl_cgrp;
	}
}

static __always_inline __u64 task_cgroup_id(struct task_struct *task)
{
	return task_cgroup(task)->kn->id;
}

/* One docker run makes a cgroup in each hierarchy, with ids that collide: the programs look at one hierarchy alone. */
static __always_inline bool is_chosen_hierarchy(struct cgroup *cgroup)
{
	return (__u32)PLAIN(cgroup)->root->hierarchy_id == config.hierarchy;
}

#endif
