/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* Where kernels differ. Each fix names the change that made it necessary; 5.13 is the oldest kernel. */
#ifndef TALLYMAN_CORE_FIXES_BPF_H
#define TALLYMAN_CORE_FIXES_BPF_H

#include "control.bpf.h"
#include "kernel.bpf.h"

struct timespec64 {
	long long tv_sec;
	long tv_nsec;
} __attribute__((preserve_access_index));

struct inode___before_6_6 {
	struct timespec64 i_ctime;
} __attribute__((preserve_access_index));

struct inode___since_6_6 {
	struct timespec64 __i_ctime;
} __attribute__((preserve_access_index));

struct inode___since_6_11 {
	long long i_ctime_sec;
	__u32 i_ctime_nsec;
} __attribute__((preserve_access_index));

/*
 * The kernel sets this bit in i_ctime_nsec once somebody has read the time, since 6.13 (4e40eff0b573, "fs: add
 * infrastructure for multigrain timestamps").
 */
#define I_CTIME_QUERIED (1U << 31)

/*
 * i_ctime became __i_ctime in 6.6 (13bc24457850, "fs: rename i_ctime field to __i_ctime") and two integers in 6.11
 * (3aa63a569c64, "fs: switch timespec64 fields in inode to discrete integers").
 */
static __always_inline __u64 inode_ctime(struct inode *inode)
{
	struct inode___since_6_11 *newest = (void *)inode;
	struct inode___since_6_6 *newer = (void *)inode;
	struct inode___before_6_6 *old = (void *)inode;

	if (bpf_core_field_exists(newest->i_ctime_sec))
		return BPF_CORE_READ(newest, i_ctime_sec) * 1000000000ULL +
		       (BPF_CORE_READ(newest, i_ctime_nsec) & ~I_CTIME_QUERIED);
	if (bpf_core_field_exists(newer->__i_ctime))
		return BPF_CORE_READ(newer, __i_ctime.tv_sec) * 1000000000ULL + BPF_CORE_READ(newer, __i_ctime.tv_nsec);
	return BPF_CORE_READ(old, i_ctime.tv_sec) * 1000000000ULL + BPF_CORE_READ(old, i_ctime.tv_nsec);
}

/*
 * The function bpf_rdonly_cast is there since 6.2 (a35b9af4ec2c). Where the kernel lacks it, libbpf looks for it in the BTF of
 * all modules, which takes CAP_SYS_ADMIN, and Tallyman gives that up. So there is a second object file for older kernels.
 */
#ifdef TALLYMAN_BEFORE_6_2
#define PLAIN(pointer) (pointer)
#else
/*
 * This type exists where the verifier has rules for pointers that are loaded through a trusted one (6fcd486b3a0a, 6.4).
 */
struct task_struct__safe_rcu {
};

extern void *bpf_rdonly_cast(const void *pointer, __u32 type) __ksym __weak;

/*
 * The same pointer, which the verifier does not trust any more. For each pointer that is loaded through a trusted one
 * the verifier looks up to four names up among all types of the kernel, one after the other: that is more work than all
 * the rest of a program. Loads through an untrusted pointer are allowed as well, without those look-ups. The call costs
 * nothing when the program runs.
 */
#define PLAIN(pointer) ({						\
	typeof(pointer) plain = (pointer);				\
									\
	if (bpf_core_type_exists(struct task_struct__safe_rcu))		\
		plain = bpf_rdonly_cast(plain, bpf_core_type_id_kernel(typeof(*plain)));	\
	plain;								\
})
#endif

/*
 * The result of bpf_probe_read_user_str, which counts the terminating zero. For an empty string it is 0 on older
 * kernels (seen on 6.1) and 1 on newer ones (seen on 6.18). Both write the zero.
 */
static __always_inline long user_string_result(long result)
{
	return result ? result : 1;
}

/*
 * Whether the thread that exits is the last one of its process. The tracepoint says so since 6.16 ("sched/tracepoints:
 * Move and extend the sched_process_exit() tracepoint"). Before 6.16 the tracepoint comes after the threads were
 * counted, so that several threads that end at the same time may all look like the last one.
 */
static __always_inline bool is_last_thread(unsigned long long *ctx, struct task_struct *task)
{
	if (config.exit_tells_last)
		return *(volatile __u8 *)&ctx[1];
	return task->signal->live.counter == 0;
}

#endif
