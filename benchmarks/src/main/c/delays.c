// SPDX-License-Identifier: Apache-2.0
/*
 * delays TEXT - reads a tracer's lines from its standard input until their end. Of each line with the text it takes how
 *               long after the line's event the line came: the first number in the line is the event's time, in
 *               nanoseconds of the wall clock or of the clock since boot. Prints the number of such lines, then the
 *               median, the 90th and the 99th percentile and the longest of the delays, in milliseconds.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define MOST 1000000
/* The wall clock has passed this long ago, and no machine runs that long. */
#define WALL 1000000000000000000ULL

static double delays[MOST];
static size_t count;

static double now(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return t.tv_sec * 1e9 + t.tv_nsec;
}

static void take(const char *line, double wall, double monotonic)
{
	const char *digits = line + strcspn(line, "0123456789");
	unsigned long long then = strtoull(digits, NULL, 10);

	if (then && count < MOST)
		delays[count++] = ((then > WALL ? wall : monotonic) - then) / 1e6;
}

static int compare(const void *one, const void *other)
{
	double difference = *(const double *)one - *(const double *)other;

	return (difference > 0) - (difference < 0);
}

static double percentile(double part)
{
	return delays[(size_t)(part * (count - 1))];
}

int main(int argc, char **argv)
{
	static char bytes[4 << 20];
	size_t have = 0;
	ssize_t got;

	if (argc != 2)
		return 2;
	while ((got = read(0, bytes + have, sizeof(bytes) - have - 1)) > 0) {
		double wall = now(CLOCK_REALTIME), monotonic = now(CLOCK_MONOTONIC);
		char *line = bytes, *end;

		have += got;
		while ((end = memchr(line, '\n', bytes + have - line))) {
			*end = '\0';
			if (strstr(line, argv[1]))
				take(line, wall, monotonic);
			line = end + 1;
		}
		have -= line - bytes;
		memmove(bytes, line, have);
	}
	if (!count)
		return 1;
	qsort(delays, count, sizeof(*delays), compare);
	printf("%zu %.2f %.2f %.2f %.2f\n", count, percentile(0.5), percentile(0.9), percentile(0.99), delays[count - 1]);
	return 0;
}
