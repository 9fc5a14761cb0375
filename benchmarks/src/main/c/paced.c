// SPDX-License-Identifier: Apache-2.0
/*
 * paced RATE SECONDS PATH - opens and closes PATH so often a second, as far as the machine can. Prints the calls a
 *                           second that it made, and the nanoseconds of CPU that an open and its close took.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define BATCH 200

static double now(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return t.tv_sec + t.tv_nsec * 1e-9;
}

static void wait_until(double when)
{
	struct timespec t = { (time_t)when, (long)((when - (time_t)when) * 1e9) };

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL) == EINTR)
		;
}

int main(int argc, char **argv)
{
	double start, rate, seconds, cpu, spent = 0;
	long calls = 0;

	if (argc != 4)
		return 2;
	rate = atof(argv[1]);
	seconds = atof(argv[2]);
	start = now(CLOCK_MONOTONIC);
	while (now(CLOCK_MONOTONIC) - start < seconds) {
		cpu = now(CLOCK_PROCESS_CPUTIME_ID);
		for (int i = 0; i < BATCH; i++) {
			int fd = syscall(SYS_openat, AT_FDCWD, argv[3], O_RDONLY);

			if (fd < 0) {
				perror(argv[3]);
				return 1;
			}
			close(fd);
		}
		spent += now(CLOCK_PROCESS_CPUTIME_ID) - cpu;
		calls += BATCH;
		wait_until(start + calls / rate);
	}
	printf("%.0f %.0f\n", calls / (now(CLOCK_MONOTONIC) - start), spent / calls * 1e9);
	return 0;
}
