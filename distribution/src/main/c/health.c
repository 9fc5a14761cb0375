// SPDX-License-Identifier: Apache-2.0
#include "launcher.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

/*
 * The health check of the container image: asks the running tallyman over the socket of its shell. A Java runtime for
 * each check would cost more than the trace itself. ShellFrame.java describes the protocol.
 */

#define COMMAND "trace:health"
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

static bool send_command(int fd)
{
	uint32_t length = htonl(sizeof(COMMAND) - 1);
	char message[1 + sizeof(length) + sizeof(COMMAND) - 1] = {'c'};

	memcpy(message + 1, &length, sizeof(length));
	memcpy(message + 1 + sizeof(length), COMMAND, sizeof(COMMAND) - 1);
	return write(fd, message, sizeof(message)) == sizeof(message);
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

int health(void)
{
	const char *run = getenv("TALLYMAN_RUN");
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	struct timeval patience = {.tv_sec = SECONDS};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s/shell.sock",
		 run && *run == '/' ? run : "/run/tallyman");
	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)) ||
	    connect(fd, (struct sockaddr *)&address, sizeof(address)) || !send_command(fd))
		return fail(address.sun_path);
	return answer(fd, address.sun_path);
}
