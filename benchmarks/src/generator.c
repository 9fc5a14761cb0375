// SPDX-License-Identifier: Apache-2.0
/*
 * generator open COUNT PATH - opens and closes PATH that often; the number of each call is in the mode argument, which
 *                             the kernel ignores where it creates nothing, and a tracer reports.
 * generator exec COUNT PATH - forks that often a process that executes PATH, one after the other.
 * Prints calls a second.
 */
#include <fcntl.h>
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

int main(int argc, char **argv)
{
	double start;
	long count;

	if (argc != 4)
		return 2;
	count = atol(argv[2]);
	start = now();
	for (long i = 0; i < count; i++)
		if (!strcmp(argv[1], "exec") ? exec_once(argv[3]) : open_once(argv[3], i)) {
			perror(argv[3]);
			return 1;
		}
	printf("%.0f\n", count / (now() - start));
	return 0;
}
