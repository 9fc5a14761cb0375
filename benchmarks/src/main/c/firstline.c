// SPDX-License-Identifier: Apache-2.0
/*
 * firstline TEXT COMMAND... - starts it, prints how many milliseconds later the text came on its standard output, and how
 *                             many milliseconds of processor time it had used by then, then ends it with SIGTERM. Fails
 *                             where it ended without.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double read_clock(clockid_t clock)
{
	struct timespec t = {};

	clock_gettime(clock, &t);
	return t.tv_sec * 1e3 + t.tv_nsec * 1e-6;
}

static void print_times(double start, pid_t child)
{
	double now = read_clock(CLOCK_MONOTONIC);
	clockid_t used;

	printf("%.0f %.0f\n", now - start, clock_getcpuclockid(child, &used) ? 0 : read_clock(used));
}

int main(int argc, char **argv)
{
	static char bytes[1 << 20];
	int ends[2], found = 0;
	double start = read_clock(CLOCK_MONOTONIC);
	size_t have = 0;
	pid_t child;
	ssize_t got;

	if (argc < 3 || pipe(ends))
		return 2;
	child = fork();
	if (child == 0) {
		dup2(ends[1], 1);
		close(ends[0]);
		close(ends[1]);
		execvp(argv[2], argv + 2);
		_exit(127);
	}
	close(ends[1]);
	while (!found && have < sizeof(bytes) && (got = read(ends[0], bytes + have, sizeof(bytes) - have)) > 0) {
		have += got;
		found = memmem(bytes, have, argv[1], strlen(argv[1])) != NULL;
	}
	if (found)
		print_times(start, child);
	kill(child, SIGTERM);
	while (read(ends[0], bytes, sizeof(bytes)) > 0)
		;
	waitpid(child, NULL, 0);
	return !found;
}
