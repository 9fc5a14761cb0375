// SPDX-License-Identifier: Apache-2.0
/*
 * generator open COUNT PATH [PROCESSES] - opens and closes PATH that often, the calls shared among processes with a
 *                                         processor each.
 * generator exec COUNT PATH - starts that often a process that executes PATH, one after the other.
 * generator write COUNT PATH - writes that often 256 bytes to PATH.
 * generator map COUNT PATH - maps PATH that often as a library is mapped.
 * generator uring COUNT PATH - opens PATH that often through an io_uring, and closes it.
 * generator deny COUNT PATH - becomes nobody, and asks that often for a priority that nobody is denied.
 * generator pace MICROS PATH - opens and closes PATH once in so many microseconds, until it is killed.
 *
 * All but pace print calls a second. Then they do it once more with PATH.end, which need not exist: who finds that in
 * a tracer's output knows that everything before it has come.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "uring.h"

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec * 1e-9;
}

static int open_once(const char *path, long number)
{
	long fd = syscall(SYS_openat, AT_FDCWD, path, O_RDONLY, number);

	return fd < 0 ? -1 : close(fd);
}

static int exec_once(const char *path, long number)
{
	char *argv[] = { (char *)path, NULL }, *envp[] = { NULL };
	int status;
	pid_t child = vfork();

	(void)number;
	if (child == 0) {
		execve(path, argv, envp);
		_exit(127);
	}
	return child > 0 && waitpid(child, &status, 0) == child && status == 0 ? 0 : -1;
}

static int write_once(const char *path, long number)
{
	static const char text[256] = { [0 ... 255] = 'x' };
	static int file;

	if (number == 0)
		file = open(path, O_WRONLY);
	return write(file, text, sizeof(text)) == sizeof(text) ? 0 : -1;
}

static int map_once(const char *path, long number)
{
	static int file;
	void *mapped;

	if (number == 0)
		file = open(path, O_RDONLY);
	mapped = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, file, 0);
	return mapped == MAP_FAILED ? -1 : munmap(mapped, 4096);
}

static int deny_once(const char *path, long number)
{
	(void)path;
	if (number == 0 && setuid(65534))
		return -1;
	return setpriority(PRIO_PROCESS, 0, -1) ? 0 : -1;
}

static const struct kind {
	const char *name;
	int (*once)(const char *path, long number);
} kinds[] = {
	{ "open", open_once }, { "exec", exec_once }, { "write", write_once }, { "map", map_once }, { "uring", uring_once },
	{ "deny", deny_once },
};

static int repeat(const char *what, long from, long to, const char *path)
{
	const struct kind *kind = kinds, *end = kinds + sizeof(kinds) / sizeof(*kinds);

	while (kind < end && strcmp(kind->name, what))
		kind++;
	for (long i = from; i < to; i++)
		if (kind == end || kind->once(path, i)) {
			perror(path);
			return 1;
		}
	return 0;
}

static void stay_on(int processor)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(processor, &set);
	sched_setaffinity(0, sizeof(set), &set);
}

/* Each process does its part; returns whether one has failed. */
static int share(long count, const char *path, int processes)
{
	int status, failed = 0;

	for (int i = 0; i < processes; i++)
		if (fork() == 0) {
			stay_on(i);
			_exit(repeat("open", count * i / processes, count * (i + 1) / processes, path));
		}
	while (wait(&status) > 0)
		failed |= status;
	return failed;
}

static int pace(long micros, const char *path)
{
	for (long i = 0; !open_once(path, i); i++)
		usleep(micros);
	perror(path);
	return 1;
}

int main(int argc, char **argv)
{
	int processes = argc == 5 ? atoi(argv[4]) : 1;
	char end[256];
	double start;
	long count;

	if (argc < 4 || argc > 5)
		return 2;
	count = atol(argv[2]);
	if (!strcmp(argv[1], "pace"))
		return pace(count, argv[3]);
	start = now();
	if (processes > 1 ? share(count, argv[3], processes) : repeat(argv[1], 0, count, argv[3]))
		return 1;
	printf("%.0f\n", count / (now() - start));
	snprintf(end, sizeof(end), "%s.end", argv[3]);
	if (!strcmp(argv[1], "exec"))
		exec_once(end, count);
	else
		open_once(end, count);
	return 0;
}
