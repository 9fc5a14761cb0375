// SPDX-License-Identifier: Apache-2.0
/*
 * floor OBJECT openat|exec - traces one of the two with libbpf and writes a short JSON line each to stdout, until a
 *                            signal. What C needs for that is the floor under what any tracer needs.
 */
#include <errno.h>
#include <linux/types.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include "floor.h"

static volatile sig_atomic_t stopped;
static unsigned long long events;

static void stop(int signal)
{
	(void)signal;
	stopped = 1;
}

static int print(void *context, void *data, size_t size)
{
	const struct floor_event *e = data;

	(void)context;
	(void)size;
	events++;
	printf("{\"timestamp\":%llu,\"cgroupId\":%llu,\"processId\":%u,\"processName\":\"%.16s\",\"pathname\":\"%s\","
	       "\"flags\":%u,\"returnValue\":%lld}\n", e->time, e->cgroup, e->pid, e->comm, e->path, e->flags, e->ret);
	return 0;
}

int main(int argc, char **argv)
{
	struct bpf_object *object = argc == 3 ? bpf_object__open_file(argv[1], NULL) : NULL;
	struct bpf_program *program;
	struct ring_buffer *ring;
	struct bpf_map *data;
	unsigned long long lost = 0;
	int zero = 0;

	if (!object || bpf_object__load(object))
		return 1;
	program = bpf_object__find_program_by_name(object, argv[2]);
	ring = ring_buffer__new(bpf_object__find_map_fd_by_name(object, "ring"), print, NULL, NULL);
	if (!program || !ring || !bpf_program__attach(program))
		return 1;
	signal(SIGTERM, stop);
	signal(SIGINT, stop);
	fprintf(stderr, "tracing\n");
	while (!stopped) {
		int got = ring_buffer__poll(ring, 2);

		if (got == 0)
			got = ring_buffer__consume(ring);
		if (got < 0 && got != -EINTR)
			return 1;
		if (got > 0)
			fflush(stdout);
	}
	ring_buffer__consume(ring);
	data = bpf_object__find_map_by_name(object, ".bss");
	if (data)
		bpf_map_lookup_elem(bpf_map__fd(data), &zero, &lost);
	fprintf(stderr, "events=%llu lost=%llu\n", events, lost);
	return 0;
}
