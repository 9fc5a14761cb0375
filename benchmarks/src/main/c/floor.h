/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
struct floor_event {
	__u64 time;
	__u64 cgroup;
	__s64 ret;
	__u32 pid;
	__u32 flags;
	char comm[16];
	char path[64];
};
