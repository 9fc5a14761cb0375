/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * Whose events are they? Every cgroup has an owner: a container, or the host. A container is named by the id of its
 * outermost cgroup.
 *
 * User space marks the cgroups of containers, and the cgroups whose children are containers. A child of the latter is an
 * owner from its first moment, long before user space hears of the child. Every other cgroup belongs to whom the cgroup
 * around it belongs to. So cgroups that are made inside a container belong to that container, however many there are.
 *
 * A new cgroup gets its owner when it is made. The owner of a cgroup that was there before is found when somebody asks
 * for the owner: by going up to the next cgroup that has one. What was found is kept until a mark changes.
 */
#ifndef TALLYMAN_OWNERS_BPF_H
#define TALLYMAN_OWNERS_BPF_H

#include "cgroup.bpf.h"
#include "kernel.bpf.h"

/* The owner of all that no mark leads to. */
#define OWNER_HOST 0
/* Owners that cannot be told, and those for which the map of accounts has no room, have one account together. */
#define OWNER_UNKNOWN (~0ULL)

#define OWNERS_MAX 65536
/* So many entries may be found ones. The rest of the map is left for marks, whatever a container makes of cgroups. */
#define OWNERS_FOUND_MAX (OWNERS_MAX / 4 * 3)
/*
 * Of a cgroup that lies deeper under its nearest mark, the owner is what was found before the marks changed. The kernel
 * allows any depth.
 */
#define OWNER_WALK_MAX 32

#define OWNER_INHERITED 1	/* the cgroup around holds owners: a container, or a service beside containers */
#define OWNER_CONTAINER 2	/* user space said so */

struct owner_entry {
	__u64 owner;		/* holds if the cgroup is marked as an owner, or in the generation below alone */
	__u64 generation;	/* when owner was found */
	__u32 is_owner;		/* marked: the cgroup is an owner, OWNER_* */
	__u32 holds_owners;	/* marked: the children of the cgroup are owners */
};

_Static_assert(sizeof(struct owner_entry) == 24, "owner entry");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, OWNERS_MAX);
	__type(key, __u64);
	__type(value, struct owner_entry);
} owners SEC(".maps");

struct owner_state {
	__u64 generation;	/* user space adds one after each change of a mark; what was found before is void then */
	__u64 found;		/* entries that the programs have made */
};

struct owner_state owner_state SEC(".data.owners") = {.generation = 1};

static __always_inline __u64 owner_generation(void)
{
	volatile struct owner_state *state = &owner_state;

	return state->generation;
}

static __always_inline bool has_owner(volatile struct owner_entry *entry, __u64 generation)
{
	return entry->is_owner || entry->generation == generation;
}

/* Keeps what was found, if there is room. The owner is written first, since another program may read meanwhile. */
static __always_inline void keep_owner(__u64 cgroup, __u64 owner, __u64 generation)
{
	volatile struct owner_entry *entry = bpf_map_lookup_elem(&owners, &cgroup);
	struct owner_entry own = {.owner = owner, .generation = generation};

	if (entry) {
		if (entry->is_owner)
			return;
		entry->owner = owner;
		barrier();
		entry->generation = generation;
		return;
	}
	if (owner_state.found >= OWNERS_FOUND_MAX)
		return;
	if (!bpf_map_update_elem(&owners, &cgroup, &own, BPF_NOEXIST))
		__sync_fetch_and_add(&owner_state.found, 1);
}

/*
 * Goes up from a cgroup to the next one that has an owner, or whose children are owners. If that is too far, the nearest
 * outdated answer is the best there is: a container does not become the host by nesting cgroups. A function of its own:
 * Linux 6.1 refuses a loop that begins right behind a call, and inlined the loop does.
 */
static __noinline __u64 owner_above(struct cgroup *cgroup, __u64 generation)
{
	struct cgroup_subsys_state *css;
	struct owner_entry *entry;
	__u64 id, below = 0, outdated = OWNER_UNKNOWN;

	for (int i = 0; i < OWNER_WALK_MAX; i++) {
		id = cgroup->kn->id;
		entry = bpf_map_lookup_elem(&owners, &id);
		if (entry && below && entry->holds_owners)
			return below;
		if (entry && has_owner(entry, generation))
			return entry->owner;
		if (entry && entry->generation && outdated == OWNER_UNKNOWN)
			outdated = entry->owner;
		css = cgroup->self.parent;
		if (!css)
			return OWNER_HOST;
		below = id;
		cgroup = css->cgroup;
	}
	return outdated;
}

/*
 * The owner of a cgroup by its id. The cgroup of the current task can be looked for above; of another cgroup an outdated
 * answer is the best there is.
 */
__noinline __u64 owner_of(__u64 cgroup)
{
	__u64 generation = owner_generation();
	volatile struct owner_entry *entry = bpf_map_lookup_elem(&owners, &cgroup);
	struct cgroup *current;
	__u64 owner;

	if (entry && has_owner(entry, generation))
		return entry->owner;
	current = task_cgroup(bpf_get_current_task_btf());
	if (current->kn->id != cgroup)
		return entry ? entry->owner : OWNER_HOST;
	owner = owner_above(current, generation);
	keep_owner(cgroup, owner, generation);
	return owner;
}

/* Whether an owner is a container for certain. */
static __always_inline bool is_container(__u64 owner)
{
	struct owner_entry *entry = bpf_map_lookup_elem(&owners, &owner);

	return entry && entry->is_owner == OWNER_CONTAINER;
}

/* A new cgroup is an owner if that was said of the cgroup around; otherwise it has the owner of the cgroup around. */
static __always_inline void inherit_owner(struct cgroup *cgroup, __u64 id)
{
	struct owner_entry own = {.owner = id, .is_owner = OWNER_INHERITED};
	__u64 generation = owner_generation();
	__u64 owner = owner_above(PLAIN(cgroup), generation);

	if (owner == id)
		bpf_map_update_elem(&owners, &id, &own, BPF_NOEXIST);
	else
		keep_owner(id, owner, generation);
}

/* The cgroup is gone. */
static __always_inline void forget_owner(__u64 id)
{
	struct owner_entry *entry = bpf_map_lookup_elem(&owners, &id);
	bool found = entry && !entry->is_owner && !entry->holds_owners;

	if (entry && !bpf_map_delete_elem(&owners, &id) && found)
		__sync_fetch_and_sub(&owner_state.found, 1);
}

#endif
