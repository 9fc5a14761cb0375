/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * The layout of one record: the header, one 64-bit slot for each argument, then the bytes of variable arguments. The
 * Java class io.tallyman.api.record.RecordLayout explains the layout; a test compares the two through BTF.
 */
#ifndef TALLYMAN_RECORD_BPF_H
#define TALLYMAN_RECORD_BPF_H

#include <linux/types.h>

#define COMM_SIZE 16
#define UTS_SIZE 64

#define FLAG_COMPAT 1
#define FLAG_OWN_MOUNTS 2
#define FLAG_FOLDED 4	/* a struct fold_trailer is the end of the record */
#define FLAG_EXEC 8	/* a struct exec_trailer is the end of the record, or is before the struct fold_trailer */
#define FLAG_ORIGIN_SHIFT 8	/* an enum origin is in the three bits from here on */

#define VAR_TRUNCATED 1
#define VAR_UNREADABLE 2

#define RECORD_MAX (32 * 1024)
#define RECORD_END (8 + 16)	/* room for what pads a record, and for a struct exec_trailer */
#define STRING_MAX 4095
#define STRINGS_MAX (16 * 1024 - 1)
#define SLOTS_MAX 16

/* Ids of the catalogue. The id of a system call is its number on x86_64. */
enum event {
	EVENT_RT_SIGRETURN = 15,
	EVENT_RECVMSG = 47,
	EVENT_CLONE = 56,
	EVENT_FORK = 57,
	EVENT_VFORK = 58,
	EVENT_EXECVE = 59,
	EVENT_EXIT = 60,
	EVENT_EXIT_GROUP = 231,
	EVENT_UNSHARE = 272,
	EVENT_RECVMMSG = 299,
	EVENT_SETNS = 308,
	EVENT_EXECVEAT = 322,
	EVENT_CLONE3 = 435,
	EVENT_SCHED_PROCESS_FORK = 1001,
	EVENT_SCHED_PROCESS_EXEC = 1002,
	EVENT_SCHED_PROCESS_EXIT = 1003,
	EVENT_TASK_RENAME = 1004,
	EVENT_SWITCH_TASK_NS = 1005,
	EVENT_SIGNAL_GENERATE = 1006,
	EVENT_SIGNAL_DELIVER = 1007,
	EVENT_MARK_VICTIM = 1008,
	EVENT_CORE_DUMP = 1009,
	EVENT_CGROUP_MKDIR = 1010,
	EVENT_CGROUP_RMDIR = 1011,
	EVENT_CGROUP_ATTACH_TASK = 1012,
	EVENT_MMAP_EXEC = 1013,
	EVENT_INET_SOCK_SET_STATE = 1020,
	EVENT_MODULE_LOAD = 1030,
	EVENT_MODULE_FREE = 1031,
	EVENT_IO_URING_SUBMIT = 1040,
	EVENT_IO_URING_COMPLETE = 1041,
	EVENT_CAP_CAPABLE = 1050,
	EVENT_LIMIT = 2048,
};

/* How a process came into its container, see origin.bpf.h. */
enum origin {
	ORIGIN_NONE,		/* nobody asks */
	ORIGIN_UNKNOWN,
	ORIGIN_RUNTIME,
	ORIGIN_ENTRYPOINT,
	ORIGIN_EXEC,
	ORIGIN_ATTACHED,
	ORIGIN_HEALTHCHECK,	/* user space says so; it is ORIGIN_EXEC in here */
};

struct record_header {
	__u64 time;
	__u64 thread_start;
	__u64 process_start;
	__u64 cgroup;
	__s64 ret;
	__u32 host_tid;
	__u32 host_pid;
	__u32 host_ppid;
	__u32 tid;
	__u32 pid;
	__u32 ppid;
	__u32 uid;
	__u32 mntns;
	__u32 pidns;
	__u32 cpu;
	__u16 event;
	__s16 syscall;
	__u16 flags;
	__u8 args;	/* number of slots */
	__u8 decided;	/* a struct decision of the early filter follows the record: early_filter.bpf.h */
	char comm[COMM_SIZE];
	char uts[UTS_SIZE];
};

/*
 * The end of a record of ORIGIN_EXEC: the process that has brought the command into the container. All that the command
 * starts has the same. User space knows by that which exec a record belongs to.
 */
struct exec_trailer {
	__u64 start;	/* boot clock, in nanoseconds */
	__u32 pid;
	__u32 zero;	/* user space puts the exec's id before this, and the length of the id here */
};

/* The end of a record that stands for several events. The time in the header is that of the last one. */
struct fold_trailer {
	__u64 count;
	__u64 first;	/* boot clock, in nanoseconds */
};

_Static_assert(sizeof(struct record_header) == 168, "header size");
_Static_assert(8 + sizeof(struct exec_trailer) == RECORD_END, "room at the end");
_Static_assert(__builtin_offsetof(struct record_header, host_tid) == 40, "thread id");
_Static_assert(__builtin_offsetof(struct record_header, cpu) == 76, "cpu");
_Static_assert(__builtin_offsetof(struct record_header, event) == 80, "event");
_Static_assert(__builtin_offsetof(struct record_header, comm) == 88, "comm");
_Static_assert(__builtin_offsetof(struct record_header, uts) == 104, "uts name");

/* The slot of a variable argument. It is never zero, since zero stands for a null pointer. */
static __always_inline __u64 var_slot(__u32 offset, __u32 length, __u32 flags)
{
	return (__u64)flags << 56 | (__u64)length << 32 | offset;
}

#endif
