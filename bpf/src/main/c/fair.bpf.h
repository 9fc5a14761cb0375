/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * Who may use the ring. As long as the ring is at most half full, everybody: the comparison costs nothing that can be
 * measured. A look-up for each event would cost 35 to 90 ns.
 *
 * Above that, the bytes of each owner are counted. An owner may write a sixteenth of what is still free. So an owner that
 * floods the ring comes to a stop long before the ring is full, and an owner that is quiet finds room. Nobody has to know
 * how many owners there are: the more of them flood the ring, the less is free, and the less each of them may write.
 * (Choudhury and Hahne, "Dynamic queue length thresholds for shared-memory packet switches", 1998.) A smaller part would
 * hold back an owner that has a burst and is not loud at all; a larger part would leave less beside many loud owners.
 *
 * The counting starts anew when the reader has read a quarter of the ring. Programs see that in the reader's position. The
 * first record of an owner passes whatever its length.
 * Whoever loses a record is told by owner, see struct account.
 */
#ifndef TALLYMAN_FAIR_BPF_H
#define TALLYMAN_FAIR_BPF_H

#include "control.bpf.h"
#include "owners.bpf.h"

#define SHARE_DIVISOR 16
#define ACCOUNTS_MAX 16384

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 16 * 1024 * 1024);
} ring SEC(".maps");

/* What one owner has written to the ring lately, and has lost. */
struct account {
	__u64 window;		/* the bytes were written in this window: position of the reader, in quarters of the ring */
	__u64 bytes;		/* of records other than those of cgroups */
	__u64 cgroup_bytes;
	__u64 lost;		/* records that the owner has lost, and their bytes */
	__u64 lost_bytes;
	__u64 first;		/* when the first and the last were lost, in nanoseconds since boot; 0: none was */
	__u64 last;
	__u64 gone;		/* the owner's cgroup has been removed */
	__u64 limited;		/* events of the owner that a limit has left out */
	__u64 due;		/* when the owner's next event is due, see limit.bpf.h */
};

_Static_assert(sizeof(struct account) == 80, "account");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, ACCOUNTS_MAX);
	__type(key, __u64);
	__type(value, struct account);
} accounts SEC(".maps");

/* What may become of a record. */
enum admission {
	ADMITTED,
	REFUSED_FULL,	/* only the room is left that is kept for records of cgroups */
	REFUSED_SHARE,	/* the owner has used up its share */
};

/* A new account. It is not on the stack, which is 512 bytes for a program and all functions below it. */
static const struct account no_account = {};

/* The account of an owner itself, or NULL if there is no room for one. */
static __always_inline struct account *own_account(__u64 owner)
{
	struct account *account = bpf_map_lookup_elem(&accounts, &owner);

	if (account)
		return account;
	bpf_map_update_elem(&accounts, &owner, &no_account, BPF_NOEXIST);
	return bpf_map_lookup_elem(&accounts, &owner);
}

/* The account on which an owner's losses are counted. User space has made those of the host and of unknown owners. */
static __always_inline struct account *account_of(__u64 owner)
{
	struct account *account = own_account(owner);

	if (account)
		return account;
	owner = OWNER_UNKNOWN;
	return bpf_map_lookup_elem(&accounts, &owner);
}

/* Adds a lost record to the losses of an account. */
static __always_inline void add_loss(struct account *account, __u32 size, __u64 time)
{
	if (!account->first)
		account->first = time;
	account->last = time;
	__sync_fetch_and_add(&account->lost_bytes, size);
	__sync_fetch_and_add(&account->lost, 1);
}

/* The owner has lost a record of this size and time. */
__noinline int lose(__u64 owner, __u32 size, __u64 time)
{
	struct account *account = account_of(owner);

	if (account)
		add_loss(account, size, time);
	return 0;
}

/* Adds the bytes to what the owner has written, unless that is more than the owner's share. */
static __always_inline bool take_share(struct account *account, __u32 size, __u64 free, bool is_cgroup)
{
	__u64 window = bpf_ringbuf_query(&ring, BPF_RB_CONS_POS) >> config.window_shift;
	__u64 *bytes = is_cgroup ? &account->cgroup_bytes : &account->bytes;

	if (account->window != window) {
		account->window = window;
		account->bytes = 0;
		account->cgroup_bytes = 0;
	}
	if (*bytes && *bytes + size > free / SHARE_DIVISOR)
		return false;
	__sync_fetch_and_add(bytes, size);
	return true;
}

/*
 * Decides over a record that would make the ring more than half full. Records of cgroups may use the whole ring, all other
 * records leave headroom. The fill level is read outside of the ring's lock, so that each CPU may write one more record
 * than it ought to.
 *
 * @used: bytes in the ring
 */
__noinline int admit(__u64 owner, __u32 size, __u64 used, __u32 is_cgroup, __u64 time)
{
	__u64 limit = is_cgroup ? config.ring_bytes : config.data_limit;
	struct account *account;
	int admission = ADMITTED;

	if (used + size > limit)
		admission = REFUSED_FULL;
	else if (config.fair_from >= config.data_limit)
		return ADMITTED;
	account = account_of(owner);
	if (!account)
		return admission;
	if (admission == ADMITTED && !take_share(account, size, limit - used, is_cgroup))
		admission = REFUSED_SHARE;
	if (admission != ADMITTED)
		add_loss(account, size, time);
	return admission;
}

/* The cgroup of an owner is gone. User space takes out the account once it has read the losses. */
static __always_inline void close_account(__u64 owner)
{
	struct account *account = bpf_map_lookup_elem(&accounts, &owner);

	if (!account)
		return;
	if (account->lost || account->limited)
		account->gone = 1;
	else
		bpf_map_delete_elem(&accounts, &owner);
}

#endif
