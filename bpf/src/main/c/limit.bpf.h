/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * Limits: so many events a second, of some events together or of each container. An event beyond the limit is counted,
 * for its owner as well, and no record of the event is written. An event is left out only if each subscriber that may want
 * the event has asked for a limit.
 *
 * A limit keeps the time at which the next event would be due if the events came evenly. An event may come before that
 * time by as much as the burst allows (the generic cell rate algorithm, ITU-T I.371). That is one number, which programs
 * change by one exchange.
 *
 * The verifier drops all of this unless user space asks for limits before it loads the programs.
 */
#ifndef TALLYMAN_LIMIT_BPF_H
#define TALLYMAN_LIMIT_BPF_H

#include "emit.bpf.h"

#define TRIES 4
/* The times of two records may differ by so much from the order in which the programs ask; nanoseconds. */
#define SKEW 1000000000ULL

/* For each limit of the plan, when the next event is due; boot clock, in nanoseconds. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, LIMITS_MAX);
	__type(key, __u32);
	__type(value, __u64);
} due SEC(".maps");

/*
 * Whether an event may come now. If so, the next one is due later. A time that no event can have reached under this limit
 * is left of an earlier limit, and counts for nothing. An event passes if others changed the time at each of the tries.
 */
static __always_inline bool take_turn(__u64 *due, const volatile struct limit *limit, __u64 now)
{
	__u64 interval = limit->interval, ahead = limit->burst;
	__u64 old, from;

	for (int i = 0; i < TRIES; i++) {
		old = *(volatile __u64 *)due;
		from = old > now && old <= now + ahead + SKEW ? old : now;
		if (from + interval > now + ahead)
			return false;
		if (__sync_val_compare_and_swap(due, old, from + interval) == old)
			return true;
	}
	return true;
}

static __always_inline bool exceeds_container(__u64 owner, volatile struct plan *plan, __u64 now)
{
	struct account *account;

	if (!is_container(owner))
		return false;
	account = own_account(owner);
	/* without room for an account the owner has no limit */
	return account && !take_turn(&account->due, &plan->container_limit, now);
}

static __always_inline bool exceeds_event(__u32 event, __u64 subscribers, volatile struct plan *plan, __u64 now)
{
	__u32 at = plan->limit_of[event & (EVENT_LIMIT - 1)];
	__u64 *next;

	if (!at || subscribers & ~plan->limiting[event & (EVENT_LIMIT - 1)])
		return false;
	at--;
	next = bpf_map_lookup_elem(&due, &at);
	/* Older verifiers forget what a number was compared with once the number has been on the stack. */
	barrier_var(at);
	return next && !take_turn(next, &plan->limit[at & (LIMITS_MAX - 1)], now);
}

/* Whether the record, of which the header and the decision are made, is beyond a limit. Such a record is counted. */
__noinline int is_beyond_limit(__u32 where)
{
	struct scratch *s = scratch_at(where);
	struct account *account;
	volatile struct plan *plan;
	__u64 generation, subscribers, owner, now;
	bool asks_container;

	if (!s)
		return 0;
	generation = s->decision.generation;
	subscribers = s->decision.subscribers;
	plan = &control.plan[generation & 1];
	now = s->header.time;
	if (!generation || !plan->has_limits || !is_in_force(generation))
		return 0;
	asks_container = plan->container_limit.interval && !(subscribers & ~plan->container_limiting);
	if (!asks_container && !exceeds_event(s->header.event, subscribers, plan, now))
		return 0;
	owner = owner_of(s->header.cgroup);
	/* The container first: what is beyond its limit takes nothing of the event's, which others need. */
	if (asks_container && !exceeds_container(owner, plan, now) &&
	    !exceeds_event(s->header.event, subscribers, plan, now))
		return 0;
	COUNT(limited);
	account = own_account(owner);
	if (account)
		__sync_fetch_and_add(&account->limited, 1);
	return 1;
}

#endif
