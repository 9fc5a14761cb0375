// SPDX-License-Identifier: Apache-2.0
#include "launcher.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

/*
 * The health check of the container image: asks the running tallyman over the socket of its shell. A Java runtime for
 * each check would cost more than the trace itself. ShellFrame.java describes the protocol.
 */

#define COMMAND "trace:health"
#define READY "trace:health --ready"
#define SECONDS 5
#define LONGEST 4096

struct frame {
	char kind;
	char text[LONGEST];
};

static int fail(const char *path)
{
	say("%s: %s", path, errno == EAGAIN ? "no answer" : strerror(errno));
	return 1;
}

static bool read_all(int fd, void *to, size_t count)
{
	for (char *at = to; count;) {
		ssize_t got = read(fd, at, count);

		if (got <= 0) {
			errno = got ? errno : ECONNRESET;
			return false;
		}
		at += got;
		count -= got;
	}
	return true;
}

static bool read_frame(int fd, struct frame *frame)
{
	uint32_t length;

	if (!read_all(fd, &frame->kind, 1) || !read_all(fd, &length, sizeof(length)))
		return false;
	length = ntohl(length);
	if (length >= LONGEST) {
		errno = EPROTO;
		return false;
	}
	frame->text[length] = '\0';
	return read_all(fd, frame->text, length);
}

static bool send_command(int fd, const char *command)
{
	uint32_t length = htonl(strlen(command));
	char message[1 + sizeof(length) + sizeof(READY)] = {'c'};
	size_t size = 1 + sizeof(length) + strlen(command);

	memcpy(message + 1, &length, sizeof(length));
	memcpy(message + 1 + sizeof(length), command, strlen(command));
	return send(fd, message, size, MSG_NOSIGNAL) == (ssize_t)size;
}

/* What the command prints is for people: docker inspect shows it. */
static int answer(int fd, const char *path)
{
	struct frame frame;

	while (read_frame(fd, &frame)) {
		if (frame.kind == 'x')
			return atoi(frame.text) ? 1 : 0;
		fputs(frame.text, frame.kind == 'o' ? stdout : stderr);
	}
	return fail(path);
}

static int connect_to(const struct sockaddr_un *address)
{
	struct timeval patience = {.tv_sec = SECONDS};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)) ||
	    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience)) ||
	    connect(fd, (const struct sockaddr *)address, sizeof(*address))) {
		close(fd);
		return -1;
	}
	return fd;
}

static bool is_before(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec != b->tv_sec ? a->tv_sec < b->tv_sec : a->tv_nsec < b->tv_nsec;
}

/*
 * Each process serves its shell on a socket of its own, shell-PID.sock. The oldest socket that a process serves is the
 * right one, as for "tallyman shell"; a process that was killed leaves its socket behind.
 */
static int connect_oldest(const char *run, struct sockaddr_un *address)
{
	DIR *directory = opendir(run);
	struct timespec oldest = {};
	int found = -1;

	if (!directory)
		return -1;
	for (struct dirent *entry; (entry = readdir(directory));) {
		struct sockaddr_un candidate = {.sun_family = AF_UNIX};
		struct stat status;
		int fd;

		if (fnmatch("shell-[0-9]*.sock", entry->d_name, 0) ||
		    snprintf(candidate.sun_path, sizeof(candidate.sun_path), "%s/%s", run, entry->d_name) >=
			    (int)sizeof(candidate.sun_path) ||
		    lstat(candidate.sun_path, &status) ||
		    (found >= 0 && !is_before(&status.st_mtim, &oldest)))
			continue;
		fd = connect_to(&candidate);
		if (fd < 0)
			continue;
		if (found >= 0)
			close(found);
		found = fd;
		oldest = status.st_mtim;
		*address = candidate;
	}
	closedir(directory);
	return found;
}

int health(bool ready)
{
	const char *named = getenv("TALLYMAN_RUN");
	const char *run = named && *named == '/' ? named : "/run/tallyman";
	struct sockaddr_un address = {};
	int fd = connect_oldest(run, &address);

	if (fd < 0) {
		say("nothing is running here: there is no shell in %s", run);
		return 1;
	}
	return send_command(fd, ready ? READY : COMMAND) ? answer(fd, address.sun_path) : fail(address.sun_path);
}
