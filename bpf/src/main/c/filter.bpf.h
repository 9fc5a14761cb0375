/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * What nobody takes is left out before its record is made. User space decides over everything that passes here, so to
 * let too much pass costs time and nothing else; to leave out what somebody takes is a loss. So whatever is not certain
 * passes: a cgroup without a verdict, a filter that is being written, a subject that is not known.
 *
 * The order of reading and writing makes that hold. Who writes begins a new epoch and voids all outsiders, then writes
 * terms between two changes of the sequence, then adds takers to wanted, then takes former ones out; a program reads the
 * sequence, wanted, the verdict with its epoch, the outsider with its number, the terms, and the sequence again.
 */
#ifndef TALLYMAN_FILTER_BPF_H
#define TALLYMAN_FILTER_BPF_H

#include "cgroup.bpf.h"
#include "control.bpf.h"
#include "outsiders.bpf.h"
#include "task.bpf.h"

#define VERDICTS_MAX 65536

/*
 * Takers that want nothing of a cgroup. A missing one, or one of another epoch, says nothing. The map may give its
 * memory to another cgroup's while it is read: so the cgroup is written first and read last.
 */
struct verdict {
	__u64 cgroup;
	__u64 denied;		/* a bit for each taker */
	__u32 epoch;
	__u32 below;		/* cgroups that are made in it are denied, too */
};

_Static_assert(sizeof(struct verdict) == 24, "verdict");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, VERDICTS_MAX);
	__type(key, __u64);
	__type(value, struct verdict);
} verdicts SEC(".maps");

/*
 * Who may take a record, for user space, so that it need not ask the others again. Behind the record's end, where its
 * header says so. Only the sequence that user space has written last tells of its takers; no odd one does.
 */
struct taking {
	__u64 takers;
	__u32 sequence;
	__u32 zero;
};

_Static_assert(sizeof(struct taking) == 16, "taking");

#define NUMBERS 8

/* What terms compare, by enum subject_field. */
struct subject {
	__u32 numbers[NUMBERS];
	__u64 comm[2];
	__u64 takers;		/* those that may still want it */
	__u64 held;		/* a term of the condition that is being looked at holds */
};

/* Those that want nothing of a cgroup; where below is asked for, of what is made in it neither. */
static __always_inline __u64 denied_by(__u64 cgroup, bool below)
{
	volatile struct control *c = &control;
	volatile struct verdict *v = c->denials ? bpf_map_lookup_elem(&verdicts, &cgroup) : NULL;
	__u64 denied;

	if (!v)
		return 0;
	denied = v->denied;
	return v->epoch == c->epoch && (!below || v->below) && v->cgroup == cgroup ? denied : 0;
}

/* A new cgroup is decided as the one around it only where nothing that is made in there can be wanted. */
static __always_inline void inherit_verdict(struct cgroup *cgroup, __u64 id)
{
	volatile struct control *c = &control;
	struct cgroup_subsys_state *parent = PLAIN(cgroup)->self.parent;
	struct verdict own = {.cgroup = id, .below = 1};

	if (!parent)
		return;
	own.epoch = c->epoch;
	own.denied = denied_by(parent->cgroup->kn->id, true);
	if (own.denied)
		bpf_map_update_elem(&verdicts, &id, &own, BPF_ANY);
}

static __always_inline bool has_bytes(const struct term *t, __u64 low, __u64 high)
{
	return !(((low ^ t->from) & t->mask[0]) | ((high ^ t->to) & t->mask[1]));
}

/* Whether the text is somewhere in a name. */
__noinline int has_bytes_anywhere(__u32 index, __u64 low, __u64 high)
{
	const struct term *t;

	if (index >= TERMS_MAX)
		return 1;
	t = &control.term[index];
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
		bool found = t->anywhere ? has_bytes_anywhere(index, s->comm[0], s->comm[1])
					 : has_bytes(t, s->comm[0], s->comm[1]);

		return found != t->negated;
	}
	number = s->numbers[t->field & (NUMBERS - 1)];
	return number >= t->from && number <= t->to;
}

/* One term. A function, so that it is verified once; inside the loop below it would be for each term. */
__noinline int judge(__u32 index, struct subject *s)
{
	const struct term *t;

	if (!s || index >= TERMS_MAX)
		return 0;
	t = &control.term[index];
	if (!(t->takers & s->takers))
		return 0;
	s->held = s->held || holds(index, t, s);
	if (!t->last)
		return 0;
	if (!s->held)
		s->takers &= ~t->takers;
	s->held = 0;
	return 0;
}

/* Whether one of the subject's takers may want an event of it. */
__noinline int may_one_take(struct subject *s)
{
	volatile struct control *c = &control;
	__u32 terms = c->terms;

	if (!s)
		return 1;
	for (__u32 i = 0; i < TERMS_MAX && i < terms; i++)
		judge(i, s);
	return !!s->takers;
}

static __always_inline void read_subject(struct subject *s, struct task_struct *task, __u64 takers)
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
	s->takers = takers;
	s->held = 0;
}

/* Whether somebody may take an event whose subject is this task, and who, if that is known. */
static __always_inline bool may_be_taken(struct task_struct *task, __u32 event, struct taking *taking)
{
	volatile struct control *c = &control;
	__u32 sequence = c->sequence;
	__u64 takers = c->wanted[event & (EVENT_LIMIT - 1)];
	struct subject subject;

	taking->takers = 0;
	taking->sequence = 1;
	taking->zero = 0;
	if (sequence & 1)
		return true;
	if (c->denials)
		takers &= ~denied_by(task_cgroup_id(task), false);
	takers &= ~denied_outside(task, c->outsiders);
	if (takers && c->terms) {
		read_subject(&subject, task, takers);
		may_one_take(&subject);
		takers = subject.takers;
	}
	if (c->sequence != sequence)
		return true;
	taking->takers = takers;
	taking->sequence = sequence;
	return !!takers;
}

/* The same for a subject that a record's header tells of; where it is not known its cgroup alone decides. */
static __always_inline bool may_header_be_taken(const struct record_header *h, bool known)
{
	volatile struct control *c = &control;
	__u32 sequence = c->sequence;
	__u64 takers = c->wanted[h->event & (EVENT_LIMIT - 1)];
	struct subject subject;

	if (sequence & 1)
		return true;
	takers &= ~denied_by(h->cgroup, false);
	if (!takers)
		return c->sequence != sequence;
	if (!known || !c->terms)
		return true;
	subject.numbers[FIELD_PID] = h->host_pid;
	subject.numbers[FIELD_TID] = h->host_tid;
	subject.numbers[FIELD_PPID] = h->host_ppid;
	subject.numbers[FIELD_UID] = h->uid;
	subject.numbers[FIELD_MNTNS] = h->mntns;
	subject.numbers[FIELD_PIDNS] = h->pidns;
	subject.numbers[FIELD_COMM] = 0;
	subject.numbers[NUMBERS - 1] = 0;
	copy_words(subject.comm, h->comm, COMM_SIZE / 8);
	subject.takers = takers;
	subject.held = 0;
	return may_one_take(&subject) || c->sequence != sequence;
}

#endif
