/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* Capabilities that a task asked for and did not have. */
#ifndef TALLYMAN_CAPABILITIES_BPF_H
#define TALLYMAN_CAPABILITIES_BPF_H

#include "emit.bpf.h"

/* Most of what is asked for is granted: the program looks at the answer before everything else. */
SEC("tp_btf/cap_capable")
int BPF_PROG(on_cap_capable, const struct cred *cred, struct user_namespace *target, void *granted_in, int capability,
	     int result)
{
	struct scratch *s;
	__u32 where;

	if (result >= 0 || !is_wanted(EVENT_CAP_CAPABLE))
		return 0;
	s = begin(EVENT_CAP_CAPABLE, 2, false, &where);
	if (!s)
		return 0;
	s->header.ret = result;
	s->slots[0] = (__u32)capability;
	s->slots[1] = target->ns.inum;
	return finish(s, false);
}

#endif
