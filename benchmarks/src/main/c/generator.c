// SPDX-License-Identifier: Apache-2.0
/*
 * generator open COUNT PATH [PROCESSES] - opens and closes PATH that often, the calls shared among processes with a
 *                                         processor each.
 * generator exec COUNT PATH - starts that often a process that executes PATH, one after the other.
 * generator write COUNT PATH - writes that often 256 bytes to PATH.
 * generator pace MICROS PATH - opens and closes PATH once in so many microseconds, until it is killed.
 *
 * The first three print calls a second. Then they do it once more with PATH.end, which need not exist: who finds that in
 * a tracer's output knows that everything before it has come.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

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

static int exec_once(const char *path)
{
	char *argv[] = { (char *)path, NULL }, *envp[] = { NULL };
	int status;
	pid_t child = vfork();

	if (child == 0) {
		execve(path, argv, envp);
		_exit(127);
	}
	return child > 0 && waitpid(child, &status, 0) == child && status == 0 ? 0 : -1;
}

static int write_once(int file)
{
	static const char text[256] = { [0 ... 255] = 'x' };

	return write(file, text, sizeof(text)) == sizeof(text) ? 0 : -1;
}

static int repeat(const char *what, long from, long to, const char *path)
{
	int exec = !strcmp(what, "exec");
	int file = !strcmp(what, "write") ? open(path, O_WRONLY) : -1;

	for (long i = from; i < to; i++)
		if (file >= 0 ? write_once(file) : exec ? exec_once(path) : open_once(path, i)) {
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
		exec_once(end);
	else
		open_once(end, count);
	return 0;
}
