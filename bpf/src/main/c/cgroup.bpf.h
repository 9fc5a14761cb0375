/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* Cgroup ids, from the one hierarchy that was chosen. */
#ifndef TALLYMAN_CGROUP_BPF_H
#define TALLYMAN_CGROUP_BPF_H

#include "kernel.bpf.h"
#include "control.bpf.h"
#include "core_fixes.bpf.h"

#define CGROUP_PATH_MAX 1024
#define CGROUPS_MAX 65536

/* What is known of a live cgroup that was made while the programs were attached. */
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
 * The default hierarchy's cgroup on v2, where a controller's css is the root or an ancestor; a v1 controller's css
 * elsewhere. The kernel's own numbers of the controllers depend on its configuration.
 */
static __always_inline __u64 task_cgroup_id(struct task_struct *task)
{
	struct css_set *set = PLAIN(task)->cgroups;

	switch (config.controller) {
	case CONTROLLER_CPUSET:
		return SUBSYS_CGROUP(set, cpuset)->kn->id;
	case CONTROLLER_FREEZER:
		return SUBSYS_CGROUP(set, freezer)->kn->id;
	case CONTROLLER_DEVICES:
		return SUBSYS_CGROUP(set, devices)->kn->id;
	case CONTROLLER_MEMORY:
		return SUBSYS_CGROUP(set, memory)->kn->id;
	case CONTROLLER_PIDS:
		return SUBSYS_CGROUP(set, pids)->kn->id;
	default:
		return set->dfl_cgrp->kn->id;
	}
}

/* One docker run makes a cgroup in each hierarchy, with ids that collide: the others are not looked at. */
static __always_inline bool is_chosen_hierarchy(struct cgroup *cgroup)
{
	return (__u32)PLAIN(cgroup)->root->hierarchy_id == config.hierarchy;
}

#endif
