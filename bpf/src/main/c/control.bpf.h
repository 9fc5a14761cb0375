/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* What user space tells the programs: once before they are loaded, and through a mapped page while they run. */
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

/* Set before the programs are loaded; the verifier then knows the values and drops what can't be reached. */
struct config {
	__u32 own_pid;		/* the tracer's process in its own pid namespace, 0: leave nobody out */
	__u32 own_pidns;	/* inode of that namespace */
	__u32 hierarchy;	/* the kernel's number of the hierarchy */
	enum controller controller;
	__u32 data_limit;	/* ring bytes that may be in use before only cgroup records are written */
	__u32 exit_tells_last;	/* sched_process_exit has a second argument, see is_last_thread */
	__u32 fd_paths;		/* system calls tell their descriptors' paths, see descriptors.bpf.h */
	__u32 exec_env;		/* sched_process_exec tells the environment */
};

_Static_assert(sizeof(struct config) == 32, "config");

enum gate {
	GATE_CGROUPS,	/* only cgroup events */
	GATE_OPEN,
	GATE_SHUT,	/* nothing */
};

#define CALLS 512

/* Bits of control.calls: that a call's exit, or its entry as well, is worth a closer look. */
#define CALL_NATIVE 1
#define CALL_COMPAT 2
#define CALL_ENTER 4

/* How an argument register is turned into a slot. */
enum kind {
	KIND_SCALAR,
	KIND_LONG,		/* signed, of four bytes for 32-bit callers */
	KIND_STRING,
	KIND_STRINGS,
	KIND_SOCKADDR,		/* its length is the next argument */
	KIND_SOCKADDR_OUT,	/* the next argument points to its length; filled where the call succeeded */
	KIND_FD,
	KIND_DIRFD,		/* a descriptor, or AT_FDCWD */
};

struct call {
	__u16 event;	/* EVENT_LIMIT or more: not in the catalogue */
	__u8 args;
	__u8 paths;	/* slots of descriptors' paths behind those of the arguments */
	__u8 kinds[6];
	__u8 returns_fd;
	__u8 zeros[5];
};

_Static_assert(sizeof(struct call) == 16, "call");

/* What is compared of an event's subject. */
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
#define ROOTS_MAX 16

/*
 * One comparison of one taker of events. Those of a clause are neighbours, one of them must hold; all clauses must. A
 * number lies between the two; a text has these bytes, of which the mask tells how many: a name's end is a zero byte
 * among them.
 */
struct term {
	__u64 takers;		/* one bit */
	__u8 field;
	__u8 negated;
	__u8 last;		/* of its clause */
	__u8 anywhere;		/* the text may begin anywhere */
	__u32 zero;
	__u64 from;
	__u64 to;
	__u64 mask[2];
};

_Static_assert(sizeof(struct term) == 48, "term");

struct control {
	__u32 sleeping;			/* the reader waits for a wakeup */
	__u8 line[60];			/* it is written often: a cache line of its own */
	enum gate gate;
	__u32 sequence;			/* odd while what follows is written */
	__u32 epoch;			/* verdicts of another one count no longer */
	__u32 terms;			/* how many there are */
	__u32 denials;			/* there may be verdicts */
	__u32 outsiders;		/* those of another number count no longer; 0: there are none */
	__u64 wanted[EVENT_LIMIT];	/* by event id, a bit for each taker */
	__u8 calls[CALLS];		/* by system call number, CALL_* */
	struct call table[2 * CALLS];	/* by number: native, then 32-bit */
	struct term term[TERMS_MAX];
	__u32 root[ROOTS_MAX];		/* processes that are no outsiders, whoever their parent is; 0: none */
	__u32 roots;			/* how many; more than there is room for: nobody inherits */
	__u32 zero;
	/* No bytes; they show the enums to who reads this object's types. */
	enum event events[0];
	enum kind kinds[0];
	enum subject_field fields[0];
};

_Static_assert(sizeof(struct control) == 88 + 8 * EVENT_LIMIT + CALLS + 2 * CALLS * 16 + TERMS_MAX * 48 +
		ROOTS_MAX * 4 + 8, "control");

const volatile struct config config = {};
struct control control SEC(".data.control") = {};

static __always_inline bool is_wanted(__u32 event)
{
	volatile struct control *c = &control;

	return c->gate == GATE_OPEN && event < EVENT_LIMIT && c->wanted[event];
}

static __always_inline bool is_shut(void)
{
	volatile struct control *c = &control;

	return c->gate == GATE_SHUT;
}

#endif
