/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * What user space tells the programs: struct config before the programs are loaded, and struct control, in mapped
 * memory, while the programs run.
 */
#ifndef TALLYMAN_CONTROL_BPF_H
#define TALLYMAN_CONTROL_BPF_H

#include "kernel.bpf.h"
#include "record.bpf.h"

/* Which hierarchy's cgroup gives a task's cgroup id. */
enum controller {
	CONTROLLER_V2,
	CONTROLLER_CPUSET,
	CONTROLLER_FREEZER,
	CONTROLLER_DEVICES,
	CONTROLLER_MEMORY,
	CONTROLLER_PIDS,
};

/*
 * User space sets these values before it loads the programs. The verifier then knows the values and drops the code that
 * cannot be reached.
 */
struct config {
	__u32 own_pid;		/* the tracer's process id in the tracer's pid namespace; 0: trace the tracer, too */
	__u32 own_pidns;	/* inode of that namespace */
	__u32 hierarchy;	/* the kernel's number of the hierarchy */
	enum controller controller;
	__u32 data_limit;	/* once so many bytes of the ring are in use, only cgroup records are written */
	__u32 fair_from;	/* once so many are in use, each owner may write its share; data_limit: there are no shares */
	__u32 ring_bytes;	/* size of the ring */
	__u32 window_shift;	/* a window is so many bytes, to the power of two */
	__u32 exit_tells_last;	/* sched_process_exit has a second argument, see is_last_thread */
	__u32 fd_paths;		/* system calls report the paths of their descriptors, see descriptors.bpf.h */
	__u32 exec_env;		/* sched_process_exec reports the environment */
	__u32 overlay_entries;	/* overlay keeps entries behind inodes, see executable.bpf.h */
	__u32 fold;		/* plans may fold system calls, see fold.bpf.h */
	__u32 limit;		/* plans may have limits, see limit.bpf.h */
	__u32 write_bytes;	/* writes report so many bytes of what they write, see text.bpf.h */
	__u32 origin;		/* records have the origin of their process, see origin.bpf.h */
};

_Static_assert(sizeof(struct config) == 64, "config");

enum gate {
	GATE_CGROUPS,	/* cgroup events pass */
	GATE_OPEN,	/* all events pass */
	GATE_SHUT,	/* no event passes */
};

#define CALLS 512

/*
 * Bits of plan.calls: somebody may want the native call or the 32-bit call of that number, or wants its entry as well.
 */
#define CALL_NATIVE 1
#define CALL_COMPAT 2
#define CALL_ENTER 4
#define CALL_ALL 7

/* How an argument register becomes a slot. */
enum kind {
	KIND_SCALAR,
	KIND_LONG,		/* signed; 32-bit callers pass four bytes */
	KIND_STRING,
	KIND_STRINGS,
	KIND_SOCKADDR,		/* the next argument is the length */
	KIND_SOCKADDR_OUT,	/* the next argument points to the length; the kernel fills both if the call succeeds */
	KIND_MSG_NAME,		/* in the struct msghdr that the second argument points to */
	KIND_WRITTEN,		/* the text of a write: address and size are the second and third argument */
	KIND_GATHERED,		/* the text of a writev: the second argument has addresses and sizes, the third the number */
	KIND_STRUCTURE,
	KIND_SIZED,		/* a structure; the next argument is the size that the caller says it has */
	KIND_FD,
	KIND_DIRFD,		/* a descriptor, or AT_FDCWD */
};

struct call {
	__u16 event;	/* EVENT_LIMIT or more: the catalogue does not have the call */
	__u8 args;
	__u8 paths;	/* number of slots for paths of descriptors, which follow the arguments' slots */
	__u8 kinds[6];
	__u8 returns_fd;
	__u8 deciding;	/* bits of the arguments that tell one call from another: all but addresses */
	__u8 structure;	/* bytes that the structures of this call have at the most */
	__u8 zeros[3];
};

_Static_assert(sizeof(struct call) == 16, "call");

/* What a term compares of an event's subject. */
enum subject_field {
	FIELD_PID,
	FIELD_TID,
	FIELD_PPID,
	FIELD_UID,
	FIELD_MNTNS,
	FIELD_PIDNS,
	FIELD_COMM,
};

#define TERMS_MAX 64
#define LIMITS_MAX 16
#define ROOTS_MAX 16

/*
 * One comparison for one subscriber. The terms of a clause are neighbours. One term of each clause must hold. A number
 * must lie between from and to. A name must have the bytes in from and to where the mask has ones; the zero byte that
 * ends a name may be among them.
 */
struct term {
	__u64 subscriber;	/* the subscriber's bit */
	__u8 field;
	__u8 negated;
	__u8 last;		/* the term is the last one of its clause */
	__u8 anywhere;		/* the bytes may begin anywhere in the name */
	__u32 zero;
	__u64 from;
	__u64 to;
	__u64 mask[2];
};

_Static_assert(sizeof(struct term) == 48, "term");

/* So many events a second. */
struct limit {
	__u64 interval;		/* nanoseconds for each event; 0: there is no limit */
	__u64 burst;		/* an event may come so many nanoseconds before the interval of the events before is over */
};

/*
 * What the subscribers want. User space writes a plan as a whole while the plan is not in force, and then publishes the
 * plan's generation. A plan that is in force never changes.
 */
struct plan {
	__u64 wanted[EVENT_LIMIT];	/* by event id, the bits of the subscribers that want the event */
	__u8 calls[CALLS];		/* by system call number, CALL_* */
	__u64 folding[EVENT_LIMIT];	/* by event id, the bits of the subscribers that want equal events as one */
	__u32 fold_millis[EVENT_LIMIT];	/* by event id, the time within which equal events become one; 0: never */
	struct term term[TERMS_MAX];
	__u32 terms;			/* number of terms */
	__u32 roots;			/* number of roots; with more than there is room for no child is born exempt */
	__u32 root[ROOTS_MAX];		/* processes that are not born exempt, whoever their parent is; 0: no process */
	__u32 epoch;			/* another one whenever the subscribers are others, or want something else */
	__u32 has_limits;
	__u64 limiting[EVENT_LIMIT];	/* by event id, the bits of the subscribers that limit the event */
	__u8 limit_of[EVENT_LIMIT];	/* by event id, the place of its limit plus one; 0: none */
	struct limit limit[LIMITS_MAX];
	__u64 container_limiting;	/* the bits of the subscribers that limit containers */
	struct limit container_limit;	/* for each container */
};

struct control {
	__u32 sleeping;			/* the reader waits for a wakeup */
	__u8 line[60];			/* sleeping is written often: it has a cache line of its own */
	enum gate gate;
	__u32 zero;
	__u64 generation;		/* plan[generation & 1] is in force */
	__u64 verdicts;			/* the only generation that may have verdicts of cgroups */
	__u64 exemptions;		/* the only generation that may have exempt processes */
	struct call table[2 * CALLS];	/* by number: native calls, then 32-bit calls */
	struct plan plan[2];
	/* These take no room. They show the enums to readers of this object's types. */
	enum event events[0];
	enum kind kinds[0];
	enum subject_field fields[0];
	enum origin origins[0];
};

_Static_assert(sizeof(struct plan) == 29 * EVENT_LIMIT + CALLS + TERMS_MAX * 48 + 40 + ROOTS_MAX * 4 +
	       LIMITS_MAX * sizeof(struct limit), "plan");
_Static_assert(sizeof(struct control) == 96 + 2 * CALLS * 16 + 2 * sizeof(struct plan), "control");

const volatile struct config config = {};
struct control control SEC(".data.control") = {};

/* The number of the plan by which a program decides from now on. */
static __always_inline __u64 plan_generation(void)
{
	volatile struct control *c = &control;
	__u64 generation = c->generation;

	barrier();
	return generation;
}

/*
 * Whether the plan of a generation was in force while the program read the plan. Otherwise user space may have written
 * the next plan but one over the same memory meanwhile, and what the program has read means nothing.
 */
static __always_inline bool is_in_force(__u64 generation)
{
	volatile struct control *c = &control;

	barrier();
	return c->generation == generation;
}

/*
 * The bits of the subscribers that want an event below EVENT_LIMIT. The mask is for older verifiers, which forget what
 * the event was compared with once the event has been on the stack.
 */
static __always_inline __u64 wanted_by(__u32 event, __u64 generation)
{
	volatile struct control *c = &control;

	barrier_var(event);
	return c->plan[generation & 1].wanted[event & (EVENT_LIMIT - 1)];
}

/* Whether a subscriber may want the event. */
static __always_inline bool is_wanted(__u32 event)
{
	volatile struct control *c = &control;
	__u64 generation = plan_generation();

	return c->gate == GATE_OPEN && event < EVENT_LIMIT &&
	       (wanted_by(event, generation) || !is_in_force(generation));
}

/* The CALL_* bits of a system call; all bits where a change of the plan makes them uncertain. */
static __always_inline __u8 call_bits(__u32 number)
{
	volatile struct control *c = &control;
	__u64 generation = plan_generation();
	__u8 bits = c->plan[generation & 1].calls[number & (CALLS - 1)];

	return is_in_force(generation) ? bits : CALL_ALL;
}

static __always_inline bool is_shut(void)
{
	volatile struct control *c = &control;

	return c->gate == GATE_SHUT;
}

#endif
