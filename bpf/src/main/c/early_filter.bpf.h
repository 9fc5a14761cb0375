/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * The early filter: an event that no subscriber wants is left out before its record is made.
 *
 * User space decides again over every record. So an event that passes although nobody wants it costs time and nothing
 * else, but an event that is left out although somebody wants it is lost. Therefore an event passes whenever something
 * is uncertain: the cgroup has no verdict, the subject is not known, the plan changes.
 *
 * A program decides by one plan. The program reads the generation first and uses the plan of that generation. Verdicts
 * of cgroups and exempt processes count only if they are of the same generation. At the end the program reads the
 * generation again. If the generation has changed, the event passes undecided.
 */
#ifndef TALLYMAN_EARLY_FILTER_BPF_H
#define TALLYMAN_EARLY_FILTER_BPF_H

#include "cgroup.bpf.h"
#include "control.bpf.h"
#include "exempt.bpf.h"
#include "origin.bpf.h"
#include "task.bpf.h"

#define VERDICTS_MAX 65536

/*
 * The subscribers that want nothing of a cgroup. The map may give the entry's memory to another cgroup while a program
 * reads it: so user space writes cgroup first, and a program reads cgroup last.
 */
struct verdict {
	__u64 cgroup;
	__u64 denied;		/* the bits of the subscribers that want nothing of the cgroup */
	__u64 generation;	/* the verdict counts in this generation alone */
	__u32 below;		/* the verdict also holds for cgroups that are made inside this one */
	__u32 zero;
};

_Static_assert(sizeof(struct verdict) == 32, "verdict");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, VERDICTS_MAX);
	__type(key, __u64);
	__type(value, struct verdict);
} verdicts SEC(".maps");

/*
 * What the early filter has found. It follows the record if the record's header says so, and saves user space from
 * asking the other subscribers again. User space heeds it only while the generation is in force.
 */
struct decision {
	__u64 subscribers;	/* the bits of the subscribers that may want the record */
	__u64 generation;	/* 0: undecided, every subscriber may want the record */
};

_Static_assert(sizeof(struct decision) == 16, "decision");

#define NUMBERS 8

/* The subject of an event, as the terms compare it, and how far the comparison has come. */
struct subject {
	__u32 numbers[NUMBERS];	/* by enum subject_field */
	__u64 comm[2];
	__u64 subscribers;	/* the subscribers that may still want the event */
	__u32 slot;		/* of the plan */
	__u32 held;		/* a term of the current clause holds */
};

/* The subscribers that want nothing of a cgroup or, if asked so, nothing of cgroups that are made inside it. */
static __always_inline __u64 denied_by_verdict(__u64 cgroup, __u64 generation, bool below)
{
	volatile struct control *c = &control;
	volatile struct verdict *v;
	__u64 denied;

	if (c->verdicts != generation)
		return 0;
	v = bpf_map_lookup_elem(&verdicts, &cgroup);
	if (!v)
		return 0;
	denied = v->denied;
	return v->generation == generation && (!below || v->below) && v->cgroup == cgroup ? denied : 0;
}

/* A new cgroup has the verdict of the cgroup around it only if nothing that is made in there can be wanted. */
static __always_inline void inherit_verdict(struct cgroup *cgroup, __u64 id)
{
	struct cgroup_subsys_state *parent = PLAIN(cgroup)->self.parent;
	struct verdict own = {.cgroup = id, .generation = plan_generation(), .below = 1};

	if (!parent)
		return;
	own.denied = denied_by_verdict(parent->cgroup->kn->id, own.generation, true);
	if (own.denied)
		bpf_map_update_elem(&verdicts, &id, &own, BPF_ANY);
}

static __always_inline bool has_bytes(const struct term *t, __u64 low, __u64 high)
{
	return !(((low ^ t->from) & t->mask[0]) | ((high ^ t->to) & t->mask[1]));
}

/* Whether the bytes of a term are anywhere in a name. */
__noinline int has_bytes_anywhere(__u32 slot, __u32 index, __u64 low, __u64 high)
{
	const struct term *t;

	if (index >= TERMS_MAX)
		return 1;
	t = &control.plan[slot & 1].term[index];
	for (int i = 0; i < COMM_SIZE; i++) {
		if (has_bytes(t, low, high))
			return 1;
		low = low >> 8 | high << 56;
		high >>= 8;
	}
	return 0;
}

static __always_inline bool holds(__u32 index, const struct term *t, const struct subject *s)
{
	__u32 number;

	if (t->field == FIELD_COMM) {
		bool found = t->anywhere ? has_bytes_anywhere(s->slot, index, s->comm[0], s->comm[1])
					 : has_bytes(t, s->comm[0], s->comm[1]);

		return found != t->negated;
	}
	number = s->numbers[t->field & (NUMBERS - 1)];
	return number >= t->from && number <= t->to;
}

/*
 * Compares one term. A function, so that the verifier looks at it once; inside the loop below the verifier would look
 * at it for each term.
 */
__noinline int compare_term(__u32 index, struct subject *s)
{
	const struct term *t;

	if (!s || index >= TERMS_MAX)
		return 0;
	t = &control.plan[s->slot & 1].term[index];
	if (!(t->subscriber & s->subscribers))
		return 0;
	s->held = s->held || holds(index, t, s);
	if (!t->last)
		return 0;
	if (!s->held)
		s->subscribers &= ~t->subscriber;
	s->held = 0;
	return 0;
}

/* Compares all terms. Returns whether a subscriber may still want the event. */
__noinline int compare_terms(struct subject *s)
{
	__u32 terms;

	if (!s)
		return 1;
	terms = control.plan[s->slot & 1].terms;
	for (__u32 i = 0; i < TERMS_MAX && i < terms; i++)
		compare_term(i, s);
	return !!s->subscribers;
}

static __always_inline void read_subject(struct subject *s, struct task_struct *task)
{
	struct ns_pid own;

	task = PLAIN(task);
	read_ns_pid(task->thread_pid, task->pid, &own);
	s->numbers[FIELD_PID] = task->tgid;
	s->numbers[FIELD_TID] = task->pid;
	s->numbers[FIELD_PPID] = task->real_parent->tgid;
	s->numbers[FIELD_UID] = task->cred->uid.val;
	s->numbers[FIELD_MNTNS] = task->nsproxy->mnt_ns->ns.inum;
	s->numbers[FIELD_PIDNS] = own.inum;
	s->numbers[FIELD_COMM] = 0;
	s->numbers[NUMBERS - 1] = 0;
	copy_words(s->comm, &task->comm, COMM_SIZE / 8);
}

/* The subscribers that want nothing of the container that a task is in, by its cgroup or by its mounts. */
static __always_inline __u64 denied_to(struct task_struct *task, __u64 generation)
{
	__u64 cgroup = task_cgroup_id(task);
	__u64 denied = denied_by_verdict(cgroup, generation, false);
	__u64 home = denied ? home_of(task, cgroup) : 0;

	return home ? denied_by_verdict(home, generation, false) : denied;
}

/* Whether a subscriber may want an event whose subject is this task, and which subscribers, if that is certain. */
static __always_inline bool may_be_wanted(struct task_struct *task, __u32 event, struct decision *decision)
{
	__u64 generation = plan_generation();
	volatile struct plan *plan = &control.plan[generation & 1];
	__u64 subscribers = wanted_by(event, generation);
	struct subject subject;

	decision->subscribers = 0;
	decision->generation = 0;
	subscribers &= ~denied_to(task, generation);
	subscribers &= ~denied_by_exemption(task, generation);
	if (subscribers && plan->terms) {
		read_subject(&subject, task);
		subject.subscribers = subscribers;
		subject.slot = generation & 1;
		subject.held = 0;
		compare_terms(&subject);
		subscribers = subject.subscribers;
	}
	if (!is_in_force(generation))
		return true;
	decision->subscribers = subscribers;
	decision->generation = generation;
	return !!subscribers;
}

/*
 * The same for a subject that a record's header describes. Where the subject is not known, the cgroup and the event
 * alone decide.
 */
static __always_inline bool may_header_be_wanted(const struct record_header *h, bool known)
{
	__u64 generation = plan_generation();
	volatile struct plan *plan = &control.plan[generation & 1];
	struct subject subject;

	subject.subscribers = wanted_by(h->event, generation);
	subject.subscribers &= ~denied_by_verdict(h->cgroup, generation, false);
	if (subject.subscribers && known && plan->terms) {
		subject.numbers[FIELD_PID] = h->host_pid;
		subject.numbers[FIELD_TID] = h->host_tid;
		subject.numbers[FIELD_PPID] = h->host_ppid;
		subject.numbers[FIELD_UID] = h->uid;
		subject.numbers[FIELD_MNTNS] = h->mntns;
		subject.numbers[FIELD_PIDNS] = h->pidns;
		subject.numbers[FIELD_COMM] = 0;
		subject.numbers[NUMBERS - 1] = 0;
		copy_words(subject.comm, h->comm, COMM_SIZE / 8);
		subject.slot = generation & 1;
		subject.held = 0;
		compare_terms(&subject);
	}
	return subject.subscribers || !is_in_force(generation);
}

#endif
