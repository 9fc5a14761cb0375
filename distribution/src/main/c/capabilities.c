// SPDX-License-Identifier: Apache-2.0
#include "launcher.h"

#include <errno.h>
#include <linux/capability.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 * Tallyman runs as root beside containers that nobody trusts, so it keeps only the capabilities that it uses. They are
 * given up here, before the Java runtime is started: capabilities belong to threads, and the runtime has many.
 */

#define BIT(capability) (1ULL << (capability))
#define EVERY (~0ULL)

/*
 * Programs are attached and detached as long as Tallyman runs. Reading /proc/PID/root, exe and ns of other processes takes
 * CAP_SYS_PTRACE. Sockets of runtimes and the files of outputs may belong to other users, which takes CAP_DAC_OVERRIDE.
 */
#define USED (BIT(CAP_BPF) | BIT(CAP_PERFMON) | BIT(CAP_SYS_PTRACE) | BIT(CAP_DAC_OVERRIDE))

static const char *const names[] = {
	"chown", "dac_override", "dac_read_search", "fowner", "fsetid", "kill", "setgid", "setuid", "setpcap",
	"linux_immutable", "net_bind_service", "net_broadcast", "net_admin", "net_raw", "ipc_lock", "ipc_owner",
	"sys_module", "sys_rawio", "sys_chroot", "sys_ptrace", "sys_pacct", "sys_admin", "sys_boot", "sys_nice",
	"sys_resource", "sys_time", "sys_tty_config", "mknod", "lease", "audit_write", "audit_control", "setfcap",
	"mac_override", "mac_admin", "syslog", "wake_alarm", "block_suspend", "audit_read", "perfmon", "bpf",
	"checkpoint_restore",
};

struct sets {
	uint64_t effective, permitted, inheritable;
};

static bool read_sets(struct sets *sets)
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct halves[2] = {};

	if (syscall(SYS_capget, &header, halves))
		return false;
	sets->effective = halves[0].effective | (uint64_t)halves[1].effective << 32;
	sets->permitted = halves[0].permitted | (uint64_t)halves[1].permitted << 32;
	sets->inheritable = halves[0].inheritable | (uint64_t)halves[1].inheritable << 32;
	return true;
}

static bool write_sets(const struct sets *sets)
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct halves[2] = {
		{sets->effective, sets->permitted, sets->inheritable},
		{sets->effective >> 32, sets->permitted >> 32, sets->inheritable >> 32},
	};

	return !syscall(SYS_capset, &header, halves);
}

/* Without the narrow capabilities, CAP_SYS_ADMIN does for BPF; and CAP_DAC_READ_SEARCH for a part of CAP_DAC_OVERRIDE. */
static uint64_t used(uint64_t permitted)
{
	uint64_t wanted = USED;

	if (~permitted & (BIT(CAP_BPF) | BIT(CAP_PERFMON)))
		wanted |= BIT(CAP_SYS_ADMIN);
	if (~permitted & BIT(CAP_DAC_OVERRIDE))
		wanted |= BIT(CAP_DAC_READ_SEARCH);
	return wanted;
}

static bool add_name(uint64_t *to, const char *name)
{
	if (!strcasecmp(name, "all")) {
		*to = EVERY;
		return true;
	}
	if (!strncasecmp(name, "cap_", 4))
		name += 4;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (!strcasecmp(name, names[i])) {
			*to |= BIT(i);
			return true;
		}
	}
	say("TALLYMAN_KEEP_CAPABILITIES: there is no capability '%s'", name);
	return false;
}

/* What a plug-in or an output needs beside that, such as net_bind_service. */
static bool add_named(uint64_t *to)
{
	const char *named = getenv("TALLYMAN_KEEP_CAPABILITIES");
	char *rest = named ? format("%s", named) : NULL;

	for (char *name = rest ? strtok(rest, ", ") : NULL; name; name = strtok(NULL, ", "))
		if (!add_name(to, name))
			return false;
	return true;
}

/* The kernel tells the last capability it knows by refusing the next one. */
static bool empty_bounding_set(void)
{
	for (int i = 0; prctl(PR_CAPBSET_READ, i, 0, 0, 0) >= 0; i++)
		if (prctl(PR_CAPBSET_DROP, i, 0, 0, 0))
			return false;
	return true;
}

/*
 * Root gets the inheritable and the bounding set when it executes a program; others keep the ambient set, which loses here
 * what the inheritable set loses. Where CAP_SETPCAP is missing, the bounding set cannot be changed. But with no_new_privs the
 * kernel gives no more to the next program than this one has. A capability that is no longer in the bounding set cannot be
 * made inheritable, so that is done first.
 */
static bool give_up(struct sets *sets, uint64_t keep)
{
	bool may_empty = sets->effective & BIT(CAP_SETPCAP);

	sets->inheritable = geteuid() ? sets->inheritable & keep : keep;
	if (!write_sets(sets) || (may_empty && !empty_bounding_set()))
		return false;
	sets->permitted = keep;
	sets->effective = keep;
	return write_sets(sets) && !prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

bool drop_capabilities(void)
{
	struct sets sets;
	uint64_t keep;

	if (!read_sets(&sets)) {
		say("cannot read the capabilities: %s", strerror(errno));
		return false;
	}
	keep = used(sets.permitted);
	if (!add_named(&keep))
		return false;
	if (keep == EVERY || give_up(&sets, keep & sets.permitted))
		return true;
	say("cannot give up capabilities: %s", strerror(errno));
	return false;
}
