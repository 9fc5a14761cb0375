// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/* One object: the programs share the ring, the counters and the control page. */
#include "kernel.bpf.h"
#include "control.bpf.h"
#include "early_filter.bpf.h"
#include "emit.bpf.h"
#include "limit.bpf.h"
#include "append.bpf.h"
#include "cgroups.bpf.h"
#include "process.bpf.h"
#include "syscalls.bpf.h"
#include "namespaces.bpf.h"
#include "signals.bpf.h"
#include "sockets.bpf.h"
#include "modules.bpf.h"
#include "mappings.bpf.h"
#include "uring.bpf.h"
#include "capabilities.bpf.h"

char LICENSE[] SEC("license") = "GPL";
