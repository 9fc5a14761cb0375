// SPDX-License-Identifier: Apache-2.0
/*
 * firstline TEXT COMMAND... - starts it, prints how many milliseconds later the text came on its standard output, then
 *                             ends it with SIGTERM. Fails where it ended without.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e3 + t.tv_nsec * 1e-6;
}

int main(int argc, char **argv)
{
	static char bytes[1 << 20];
	int ends[2], found = 0;
	double start = now();
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
		printf("%.0f\n", now() - start);
	kill(child, SIGTERM);
	while (read(ends[0], bytes, sizeof(bytes)) > 0)
		;
	waitpid(child, NULL, 0);
	return !found;
}
