/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * How a process came into its container. The programs keep the origin with each task, from fork to fork, because user
 * space cannot: a lost record of a fork or an exec would give a process the origin of another one.
 *
 * The process that makes a cgroup and moves a task there starts a container. Whoever moves a task there later executes a
 * command in the container, or attaches a process of its own. The runtime itself runs in the cgroup for some time: until
 * the first exec in another mount namespace than the runtime's, which is the entry point or the command.
 *
 * A task without a known origin came into its cgroup before the programs were attached.
 */
#ifndef TALLYMAN_ORIGIN_BPF_H
#define TALLYMAN_ORIGIN_BPF_H

#include "cgroup.bpf.h"
#include "control.bpf.h"
#include "core_fixes.bpf.h"
#include "kernel.bpf.h"
#include "owners.bpf.h"
#include "record.bpf.h"
#include "task.bpf.h"

/* The origin of a task holds in one cgroup: a task of several threads may be moved while one thread alone is told. */
struct task_origin {
	__u64 cgroup;
	enum origin origin;
	enum origin next;	/* after the exec that ends the runtime's own work; ORIGIN_NONE: there is no such exec */
	struct exec_trailer by;	/* of ORIGIN_EXEC, also while that is still the next one */
	__u64 mounts;		/* address of the mount namespace of who brought the task into the cgroup */
	__u64 home;		/* the cgroup of the container whose mounts a task of the host uses; 0: its own */
};

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct task_origin);
} task_origins SEC(".maps");

/* The process that made a cgroup. User space gives the map its size if it asks for origins. */
struct cgroup_maker {
	__u64 start;
	__u32 pid;
	__u32 zero;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1);
	__type(key, __u64);
	__type(value, struct cgroup_maker);
} cgroup_makers SEC(".maps");

/*
 * The mount namespaces of containers, by inode. A namespace is the container's whose entry point, or whose command, was
 * executed in the namespace, or whose process was the oldest one there when somebody looked. Inodes are used again, so an
 * entry counts only as long as the namespace and the cgroup are those that the entry was made for.
 */
struct mount_home {
	__u64 cgroup;	/* OWNER_HOST: no container's */
	__u64 mounts;	/* address of the namespace */
	__u64 since;	/* when the oldest process there was started; 0: an exec has told whose the namespace is */
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct mount_home);
} mount_homes SEC(".maps");

/* A thread knows what held when it was made. What holds since is with the first thread. */
static __always_inline struct task_origin *origin_of(struct task_struct *task, __u64 cgroup)
{
	struct task_origin *own = bpf_task_storage_get(&task_origins, task, 0, 0);

	if (own && own->cgroup == cgroup)
		return own;
	if (task->pid == task->tgid)
		return NULL;
	own = bpf_task_storage_get(&task_origins, task->group_leader, 0, 0);
	return own && own->cgroup == cgroup ? own : NULL;
}

static __always_inline void keep_origin(struct task_struct *task, struct task_origin *now)
{
	struct task_origin *own = bpf_task_storage_get(&task_origins, task, 0, BPF_LOCAL_STORAGE_GET_F_CREATE);

	if (own)
		*own = *now;
}

/* The cgroup of the container whose mounts a task of the host uses; 0 where the task uses its own. */
static __always_inline __u64 home_of(struct task_struct *task, __u64 cgroup)
{
	struct task_origin *own = config.origin ? origin_of(task, cgroup) : NULL;

	return own ? own->home : 0;
}

/*
 * The bits of the header's flags; what the record of an exec's process ends with. The record of a task that uses the mounts
 * of a container is the container's.
 */
static __always_inline __u16 origin_flags(struct task_struct *task, __u64 *cgroup, struct exec_trailer *by)
{
	struct task_origin *own;

	if (!config.origin)
		return 0;
	own = origin_of(task, *cgroup);
	if (!own)
		return ORIGIN_UNKNOWN << FLAG_ORIGIN_SHIFT;
	if (own->home)
		*cgroup = own->home;
	if (own->origin != ORIGIN_EXEC)
		return own->origin << FLAG_ORIGIN_SHIFT;
	*by = own->by;
	return ORIGIN_EXEC << FLAG_ORIGIN_SHIFT | FLAG_EXEC;
}

/* The same for a record whose flags are those from before an exec. */
static __always_inline void go_home(struct record_header *h, struct task_struct *task)
{
	__u64 home = home_of(task, h->cgroup);

	if (home && (h->flags >> FLAG_ORIGIN_SHIFT & 7) == ORIGIN_ATTACHED)
		h->cgroup = home;
}

static __always_inline void note_maker(__u64 cgroup)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct cgroup_maker maker = {};

	if (!config.origin)
		return;
	task = PLAIN(task);
	maker.start = task->group_leader->start_boottime;
	maker.pid = task->tgid;
	bpf_map_update_elem(&cgroup_makers, &cgroup, &maker, BPF_ANY);
}

static __always_inline void forget_maker(__u64 cgroup)
{
	if (config.origin)
		bpf_map_delete_elem(&cgroup_makers, &cgroup);
}

static __always_inline bool is_maker(const struct cgroup_maker *maker, struct task_struct *task)
{
	return maker && maker->pid == (__u32)task->tgid && maker->start == task->group_leader->start_boottime;
}

static __always_inline bool shares_mounts(struct task_struct *task, struct task_struct *other)
{
	struct nsproxy *its = task->nsproxy;
	struct nsproxy *others = other->nsproxy;

	return its && others && its->mnt_ns == others->mnt_ns;
}

/*
 * A task is in a new cgroup, where that process has brought it. What moves inside one container keeps its origin, which is
 * what a service manager in a container does with its services.
 */
static __always_inline void enter(struct task_struct *task, struct cgroup *cgroup, struct task_struct *by, bool starts,
				  bool executes, bool is_unclear)
{
	struct task_origin *former = bpf_task_storage_get(&task_origins, task, 0, 0);
	__u64 generation = owner_generation();
	__u64 owner = owner_above(cgroup, generation);
	struct task_origin now = {.cgroup = cgroup->kn->id};

	now.mounts = by->nsproxy ? (__u64)by->nsproxy->mnt_ns : 0;
	now.by.start = by->group_leader->start_boottime;
	now.by.pid = by->tgid;
	now.next = starts ? ORIGIN_ENTRYPOINT : executes ? ORIGIN_EXEC : ORIGIN_NONE;
	if (owner != OWNER_HOST && owner == owner_above(task_cgroup(by), generation)) {
		now.origin = former ? former->origin : ORIGIN_UNKNOWN;
		if (!now.next && former)
			now.next = former->next;
		if (former) {
			now.mounts = former->mounts;
			now.by = former->by;
		}
	} else if (is_unclear) {
		now.origin = ORIGIN_UNKNOWN;
		now.next = ORIGIN_NONE;
	} else {
		now.origin = now.next ? ORIGIN_RUNTIME : ORIGIN_ATTACHED;
	}
	keep_origin(task, &now);
}

/*
 * The cgroup was made before the programs were attached, and the task is alone in there. So a container may just be
 * starting, or somebody attaches a process to an empty cgroup.
 */
static __always_inline bool may_be_starting(const struct cgroup_maker *maker, struct cgroup *cgroup,
					    struct task_struct *task)
{
	return !maker && !cgroup->nr_populated_domain_children && cgroup->nr_populated_csets == 1 &&
	       task->cgroups->nr_tasks == 1;
}

SEC("tp_btf/cgroup_attach_task")
int BPF_PROG(on_origin_attach, struct cgroup *cgroup, const char *path, struct task_struct *task, bool threadgroup)
{
	struct task_struct *current = bpf_get_current_task_btf();
	struct task_struct *plain = PLAIN(task), *by = PLAIN(current);
	struct cgroup_maker *maker;
	struct task_origin *own;
	bool starts;
	__u64 id;

	cgroup = PLAIN(cgroup);
	id = cgroup->kn->id;
	if (!is_chosen_hierarchy(cgroup))
		return 0;
	own = bpf_task_storage_get(&task_origins, task, 0, 0);
	if (own && own->cgroup == id)
		return 0;
	maker = bpf_map_lookup_elem(&cgroup_makers, &id);
	starts = is_maker(maker, by);
	if (plain->tgid == by->tgid)
		by = by->real_parent;
	enter(task, cgroup, by, starts, !shares_mounts(plain, by), may_be_starting(maker, cgroup, plain));
	return 0;
}

/* A child has the origin of its parent, unless it is born into another cgroup. */
SEC("tp_btf/sched_process_fork")
int BPF_PROG(on_origin_fork, struct task_struct *parent, struct task_struct *child)
{
	struct cgroup *cgroup = task_cgroup(child);
	__u64 id = cgroup->kn->id;
	__u64 parents = task_cgroup_id(parent);
	struct cgroup_maker *maker;
	struct task_origin *own;
	struct task_origin now;

	if (id == parents) {
		own = origin_of(parent, parents);
		if (own) {
			now = *own;
			keep_origin(child, &now);
		}
		return 0;
	}
	maker = bpf_map_lookup_elem(&cgroup_makers, &id);
	enter(child, cgroup, PLAIN(parent), is_maker(maker, PLAIN(parent)), true,
	      may_be_starting(maker, cgroup, PLAIN(child)));
	return 0;
}

/* The mounts of the machine's first process are no container's, whatever a container that may enter them does. */
static __always_inline bool are_machines(struct mnt_namespace *mounts, struct task_struct *task)
{
	return BPF_CORE_READ(task, thread_pid, numbers[0].ns, child_reaper, nsproxy, mnt_ns) == mounts;
}

/* The mounts that the entry point, or a command, of a container is executed with are the container's. */
static __always_inline void keep_home(struct task_struct *plain, __u64 cgroup)
{
	struct mnt_namespace *mounts = plain->nsproxy->mnt_ns;
	struct mount_home home = {.cgroup = cgroup, .mounts = (__u64)mounts};
	__u32 inode = mounts->ns.inum;

	if (!are_machines(mounts, plain))
		bpf_map_update_elem(&mount_homes, &inode, &home, BPF_ANY);
}

/*
 * Looks at one process of the machine. What runs in a container from before the trace executes nothing that would tell
 * whose the mounts are. The oldest process of a namespace decides: a container that is allowed to enters the mounts of a
 * service, and somebody on the host enters those of a container, but both come later.
 */
SEC("iter/task")
int on_origin_look(struct bpf_iter__task *look)
{
	struct task_struct *task = look->task;
	__u64 generation = owner_generation();
	struct mount_home home = {}, *known;
	struct mnt_namespace *mounts;
	struct cgroup *cgroup;
	__u32 inode;
	__u64 owner;

	if (!task)
		return 0;
	task = PLAIN(task);
	if (task->pid != task->tgid || !task->nsproxy)
		return 0;
	mounts = task->nsproxy->mnt_ns;
	home.mounts = (__u64)mounts;
	home.since = task->start_boottime;
	inode = mounts->ns.inum;
	known = bpf_map_lookup_elem(&mount_homes, &inode);
	if (known && known->mounts == home.mounts && known->since < home.since)
		return 0;
	cgroup = task_cgroup(task);
	owner = owner_above(cgroup, generation);
	if (is_container(owner) && !are_machines(mounts, task)) {
		home.cgroup = cgroup->kn->id;
		if (home.cgroup != owner)
			keep_owner(home.cgroup, owner, generation);
	}
	bpf_map_update_elem(&mount_homes, &inode, &home, BPF_ANY);
	return 0;
}

/* The cgroup of the container that these mounts are of; 0: they are no container's. */
static __always_inline __u64 home_of_mounts(struct mnt_namespace *mounts)
{
	__u32 inode = mounts->ns.inum;
	struct mount_home *home = bpf_map_lookup_elem(&mount_homes, &inode);
	__u64 cgroup;

	if (!home || home->mounts != (__u64)mounts)
		return 0;
	cgroup = home->cgroup;
	return bpf_map_lookup_elem(&owners, &cgroup) ? cgroup : 0;
}

/* Whether a cgroup is the one with this id or lies inside it. A function of its own, as owner_above is. */
static __noinline int lies_in(struct cgroup *cgroup, __u64 id)
{
	struct cgroup_subsys_state *css;

	for (int i = 0; i < OWNER_WALK_MAX; i++) {
		if (cgroup->kn->id == id)
			return 1;
		css = cgroup->self.parent;
		if (!css)
			return 0;
		cgroup = css->cgroup;
	}
	return 1;
}

/* The cgroup of the container whose mounts a task of the host uses; 0: the task uses its own, or is in a container. */
static __always_inline __u64 foreign_home(struct task_struct *plain, struct cgroup *cgroup)
{
	__u64 home = home_of_mounts(plain->nsproxy->mnt_ns);

	if (!home || lies_in(cgroup, home) || owner_above(cgroup, owner_generation()) != OWNER_HOST)
		return 0;
	return home;
}

static __always_inline bool is_first_of_namespace(struct task_struct *task)
{
	struct ns_pid own;

	read_ns_pid(task->thread_pid, task->pid, &own);
	return own.level > 0 && own.nr == 1;
}

/*
 * The exec that ends the runtime's own work: in another mount namespace than the runtime's, or in process 1 of a pid
 * namespace. The namespace is that of who brought the task into the cgroup, and not the parent's: the parent may just be
 * ending, and has no namespaces then.
 */
static __always_inline void end_runtime(struct task_struct *plain, struct task_origin *own)
{
	bool has_mounts = (__u64)plain->nsproxy->mnt_ns != own->mounts;

	if (!has_mounts && !is_first_of_namespace(plain))
		return;
	own->origin = own->next;
	own->next = ORIGIN_NONE;
	if (has_mounts)
		keep_home(plain, own->cgroup);
}

/*
 * A task executes a program, which may change its origin. A task of the host that executes with the mounts of a container,
 * as nsenter does, is attached to the container, with what it starts, until one of these executes with other mounts.
 */
static __always_inline void note_exec(struct task_struct *task)
{
	struct task_struct *plain = PLAIN(task);
	struct task_origin now = {};
	struct task_origin *own;
	struct cgroup *cgroup;

	if (!config.origin)
		return;
	cgroup = task_cgroup(task);
	now.cgroup = cgroup->kn->id;
	now.home = foreign_home(plain, cgroup);
	own = origin_of(task, now.cgroup);
	if (now.home)
		now.origin = ORIGIN_ATTACHED;
	if (now.home || (own && own->home))
		keep_origin(task, &now);
	else if (own && own->next)
		end_runtime(plain, own);
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(on_origin_exec, struct task_struct *task)
{
	note_exec(task);
	return 0;
}

#endif
