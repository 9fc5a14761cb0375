// SPDX-License-Identifier: Apache-2.0
/*
 * calls COUNT PREFIX [RATE] - COUNT times openat(PREFIX<number>), each a file that is not there. The number counts from
 * 0, so that a trace can be checked for each of them. RATE calls a second at the most; without, as fast as it can.
 * SIGTERM ends it early. Prints how long it took, in nanoseconds, and how many calls it made.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t stopped;

static void stop(int signal)
{
	(void)signal;
	stopped = 1;
}

static long long now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

/* sleeps off what call number i is ahead of its time */
static void pace(long long start, long i, long rate)
{
	long long ahead = start + i * 1000000000LL / rate - now();
	struct timespec t = { ahead / 1000000000LL, ahead % 1000000000LL };

	if (ahead > 1000000)
		nanosleep(&t, NULL);
}

int main(int argc, char **argv)
{
	char path[256];
	long long start;
	size_t prefix;
	long count, rate, i;

	if (argc < 3 || argc > 4 || strlen(argv[2]) > 200)
		return 2;
	rate = argc == 4 ? atol(argv[3]) : 0;
	count = atol(argv[1]);
	prefix = strlen(argv[2]);
	signal(SIGTERM, stop);
	memcpy(path, argv[2], prefix);
	start = now();
	for (i = 0; i < count && !stopped; i++) {
		char digits[24];
		int n = 0;

		if (rate && i % 256 == 0)
			pace(start, i, rate);
		for (long rest = i; n == 0 || rest > 0; rest /= 10)
			digits[n++] = '0' + rest % 10;
		for (int j = 0; j < n; j++)
			path[prefix + j] = digits[n - 1 - j];
		path[prefix + n] = 0;
		if (openat(AT_FDCWD, path, O_RDONLY) >= 0)
			return 3;
	}
	printf("%lld %ld\n", now() - start, i);
	return 0;
}
