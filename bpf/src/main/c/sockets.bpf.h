/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * States of TCP connections. Most changes happen in an interrupt, in whatever task the interrupt came upon. So the
 * subject is the owner of the socket: the task that connected or listened, as that task was then. A connection that was
 * accepted has the owner of its listener. A socket that is older than the trace has no known owner. Its record has no
 * process, and the cgroup is the socket's own if the hierarchy is v2.
 */
#ifndef TALLYMAN_SOCKETS_BPF_H
#define TALLYMAN_SOCKETS_BPF_H

#include "emit.bpf.h"

#define AF_INET 2
#define AF_INET6 10
#define TCP_SYN_SENT 2
#define TCP_LISTEN 10

#define STATE_ARGS 7
#define LOCAL_AT (sizeof(struct record_header) + STATE_ARGS * 8)
#define INET_SIZE 16
#define INET6_SIZE 28
#define REMOTE_AT (LOCAL_AT + 32)
#define STATE_SIZE (REMOTE_AT + 32)

/* The kernel copies the owner from a listener to the connections that the listener accepts. */
struct {
	__uint(type, BPF_MAP_TYPE_SK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC | BPF_F_CLONE);
	__type(key, int);
	__type(value, struct record_header);
} socket_owners SEC(".maps");

/* Both struct sockaddr_in and struct sockaddr_in6. Members that are not used are zero. */
struct inet_address {
	__u16 family;
	__u16 port;
	__u32 inet_or_flow;
	__u32 inet6[4];
	__u32 scope;
	__u32 zero;
};

_Static_assert(sizeof(struct inet_address) == 32, "address");

static __always_inline __u64 put_address(struct scratch *s, __u32 at, __u16 family, __u16 port, __u32 inet,
					 struct in6_addr *inet6)
{
	struct inet_address *address = (void *)&s->bytes[at];

	__builtin_memset(address, 0, sizeof(*address));
	address->family = family;
	address->port = port;
	if (family == AF_INET) {
		address->inet_or_flow = inet;
		return var_slot(at, INET_SIZE, 0);
	}
	bpf_probe_read_kernel(address->inet6, sizeof(address->inet6), inet6);
	return var_slot(at, INET6_SIZE, 0);
}

static __always_inline __u64 socket_cgroup_id(const struct sock *sk)
{
	if (config.controller != CONTROLLER_V2 || !bpf_core_field_exists(sk->sk_cgrp_data.cgroup))
		return 0;
	return sk->sk_cgrp_data.cgroup->kn->id;
}

/* Fills the header with the owner of the socket, at the time of now. Returns whether the owner is known. */
static __always_inline bool fill_owner(struct scratch *s, const struct sock *sk, int state)
{
	bool begins = state == TCP_SYN_SENT || state == TCP_LISTEN;
	struct record_header *owner = bpf_sk_storage_get(&socket_owners, (void *)sk, 0,
							 begins ? BPF_SK_STORAGE_GET_F_CREATE : 0);

	if (begins) {
		start_record(s, bpf_get_current_task_btf(), EVENT_INET_SOCK_SET_STATE, STATE_ARGS);
		if (owner)
			*owner = s->header;
		return true;
	}
	if (owner) {
		s->header = *owner;
	} else {
		__builtin_memset(&s->header, 0, sizeof(s->header));
		s->header.event = EVENT_INET_SOCK_SET_STATE;
		s->header.syscall = -1;
		s->header.args = STATE_ARGS;
		s->header.cgroup = socket_cgroup_id(sk);
	}
	s->header.time = bpf_ktime_get_boot_ns();
	s->header.cpu = bpf_get_smp_processor_id();
	return owner;
}

SEC("tp_btf/inet_sock_set_state")
int BPF_PROG(on_socket_state, const struct sock *sk, int old_state, int new_state)
{
	struct sock_common *common = (void *)&sk->__sk_common;
	__u16 family = sk->__sk_common.skc_family;
	struct scratch *s;
	__u32 where;

	if (!is_wanted(EVENT_INET_SOCK_SET_STATE) || (family != AF_INET && family != AF_INET6))
		return 0;
	s = take_scratch(&where);
	if (!s) {
		COUNT(emitted);
		COUNT(lost_scratch);
		return 0;
	}
	s->slots[6] = fill_owner(s, sk, new_state);
	if (is_own(&s->header) || !may_header_be_wanted(&s->header, s->slots[6])) {
		release_scratch(s);
		return 0;
	}
	COUNT(emitted);
	s->slots[0] = family;
	s->slots[1] = sk->sk_protocol;
	s->slots[2] = old_state;
	s->slots[3] = new_state;
	/* skc_num would not do: it is zero once the socket is closed. */
	s->slots[4] = put_address(s, LOCAL_AT, family, BPF_CORE_READ((struct inet_sock *)sk, inet_sport),
				  sk->__sk_common.skc_rcv_saddr, &common->skc_v6_rcv_saddr);
	s->slots[5] = put_address(s, REMOTE_AT, family, sk->__sk_common.skc_dport, sk->__sk_common.skc_daddr,
				  &common->skc_v6_daddr);
	s->at = STATE_SIZE;
	return finish(s, false);
}

#endif
