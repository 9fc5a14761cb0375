// SPDX-License-Identifier: Apache-2.0
/*
 * Does what the tests want to see events of, one kind per command, and prints what it got. Its own start-up makes
 * calls as well; paths that begin with /tm- are those that count.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/openat2.h>
#include <linux/sched.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static void say(const char *name, long result)
{
	printf("%s %ld\n", name, result < 0 ? -(long)errno : result);
}

#include "uring.h"

static void opens(long count, const char *path)
{
	for (long i = 0; i < count; i++)
		syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);
}

/* Opens as many different paths, each as often, one after the other. */
static void opens_in_rounds(long rounds, long paths, const char *prefix)
{
	char path[256];

	for (long i = 0; i < rounds; i++)
		for (long j = 0; j < paths; j++) {
			snprintf(path, sizeof(path), "%s%ld", prefix, j);
			opens(1, path);
		}
}

static char **share;

static void *opens_a_share(void *count)
{
	opens((long)count, share[0]);
	return NULL;
}

static void opens_in_threads(long threads, long count)
{
	pthread_t all[16];

	for (long i = 0; i < threads; i++)
		pthread_create(&all[i], NULL, opens_a_share, (void *)count);
	for (long i = 0; i < threads; i++)
		pthread_join(all[i], NULL);
}

static void opens_in_child(long count, const char *path)
{
	if (!fork()) {
		opens(count, path);
		_exit(0);
	}
	wait(NULL);
}

/* Does what the words say: "opens 7 /path create /path then exec" and the like. */
static void steps(char **words)
{
	char path[256] = "", *again[] = { path, "opens", "5", "/tm-again", NULL };
	char line[16];

	readlink("/proc/self/exe", path, sizeof(path) - 1);

	for (; *words; words++) {
		if (!strcmp(*words, "opens"))
			opens(atol(words[1]), words[2]), words += 2;
		else if (!strcmp(*words, "threads"))
			share = words + 3, opens_in_threads(atol(words[1]), atol(words[2])), words += 3;
		else if (!strcmp(*words, "fork"))
			opens_in_child(atol(words[1]), words[2]), words += 2;
		else if (!strcmp(*words, "create"))
			close(creat(words[1], 0600)), words++;
		else if (!strcmp(*words, "wait"))
			puts("waits 1"), read(0, line, sizeof(line));
		else if (!strcmp(*words, "exec"))
			execve(path, again, NULL);
		else if (!strcmp(*words, "die"))
			kill(getpid(), SIGKILL), pause();
	}
}

/* Opens in a child that has this process id. */
static void opens_as(pid_t pid, long count, const char *path)
{
	struct clone_args args = { .exit_signal = SIGCHLD, .set_tid = (uintptr_t)&pid, .set_tid_size = 1 };
	long child = syscall(SYS_clone3, &args, sizeof(args));

	if (!child) {
		opens(count, path);
		_exit(0);
	}
	say("child", child);
	wait(NULL);
}

/* Makes and removes a directory again and again. */
static void directories(long count, const char *path)
{
	for (long i = 0; i < count; i++) {
		mkdir(path, 0755);
		rmdir(path);
	}
}

static void files(void)
{
	struct open_how how = { .flags = O_CLOEXEC, .resolve = RESOLVE_NO_MAGICLINKS };
	char *untouched = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char longest[5001];

	say("open", syscall(SYS_open, "/tm-open/x", O_WRONLY | O_CREAT, 0641));
	say("openat", syscall(SYS_openat, 77, "tm-openat", O_RDWR | O_TRUNC, 0604));
	say("openat2", syscall(SYS_openat2, AT_FDCWD, "/tm-openat2", &how, sizeof(how)));
	say("unlinkat", syscall(SYS_unlinkat, AT_FDCWD, "/tm-unlinkat", AT_REMOVEDIR));
	say("mount", syscall(SYS_mount, "tm-source", "/tm-target", "tm-type", 0x1006, NULL));
	say("null", syscall(SYS_openat, AT_FDCWD, NULL, 0, 0));
	printf("untouched %ld\n", (long)untouched);
	say("unreadable", syscall(SYS_openat, AT_FDCWD, untouched, 0, 0));
	memset(longest, 'a', sizeof(longest));
	longest[sizeof(longest) - 1] = 0;
	say("longest", syscall(SYS_openat, AT_FDCWD, longest, 0, 0));
	longest[4095] = 0;
	say("exact", syscall(SYS_openat, AT_FDCWD, longest, 0, 0));
}

static void sockets(void)
{
	struct sockaddr_in any = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct sockaddr_un nowhere = { .sun_family = AF_UNIX, .sun_path = "/tm-nowhere" };
	struct sockaddr_in peer;
	socklen_t size = sizeof(any);
	int server = socket(AF_INET, SOCK_STREAM, 0);
	int client = socket(AF_INET, SOCK_STREAM, 0);
	int local = socket(AF_UNIX, SOCK_STREAM, 0);

	say("bind", bind(server, (void *)&any, sizeof(any)));
	getsockname(server, (void *)&any, &size);
	printf("port %d\n", ntohs(any.sin_port));
	listen(server, 1);
	say("connect", connect(client, (void *)&any, sizeof(any)));
	size = sizeof(peer);
	say("accept4", accept4(server, (void *)&peer, &size, SOCK_CLOEXEC));
	printf("peer %d\n", ntohs(peer.sin_port));
	say("connect", connect(local, (void *)&nowhere, sizeof(nowhere)));
	say("accept4", accept4(local, NULL, NULL, 0));
}

/* Calls that take structures, most of which the kernel refuses. */
static void structures(void)
{
	struct timespec time = { .tv_nsec = 1000003 };
	struct timespec times[2] = { { 1021, UTIME_OMIT }, { -7, 1000033 } };
	struct rlimit limit = { 1013, 1019 };
	uint64_t action[4] = { (uint64_t)SIG_IGN, SA_RESTART, 0, 0x4002 };
	struct clone_args child = { .flags = CLONE_NEWTIME, .exit_signal = 99 };
	uint64_t attributes[4] = { 1, 2, MS_PRIVATE, 0 };
	union bpf_attr map = { .map_type = BPF_MAP_TYPE_ARRAY, .key_size = 3, .value_size = 5, .max_entries = 7,
			       .map_name = "tm_map" };

	say("clock_nanosleep", syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, &time, NULL));
	say("utimensat", syscall(SYS_utimensat, AT_FDCWD, "/tm-none", times, 0));
	say("io_getevents", syscall(SYS_io_getevents, 0, 1L, 1L, NULL, &time));
	say("io_pgetevents", syscall(SYS_io_pgetevents, 0, 1L, 1L, NULL, &time, NULL));
	say("prlimit64", syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, &limit, NULL));
	say("rt_sigaction", syscall(SYS_rt_sigaction, SIGUSR2, action, NULL, 8));
	say("clone3", syscall(SYS_clone3, &child, sizeof(child)));
	say("clone3", syscall(SYS_clone3, &child, 40));
	say("mount_setattr", syscall(SYS_mount_setattr, AT_FDCWD, "/tm-none", 0, attributes, sizeof(attributes)));
	say("bpf", syscall(SYS_bpf, BPF_MAP_CREATE, &map, 44));
}

/* Makes a socket that receives datagrams at the address, whose port the kernel chooses. */
static int receiver_at(struct sockaddr_in *address)
{
	int receiver = socket(AF_INET, SOCK_DGRAM, 0);
	socklen_t size = sizeof(*address);

	bind(receiver, (void *)address, sizeof(*address));
	getsockname(receiver, (void *)address, &size);
	printf("port %d\n", ntohs(address->sin_port));
	return receiver;
}

static void messages(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct sockaddr_in from = {};
	char bytes[] = "message";
	struct iovec part = { bytes, sizeof(bytes) };
	struct msghdr message = { .msg_name = &to, .msg_namelen = sizeof(to), .msg_iov = &part, .msg_iovlen = 1 };
	int receiver = receiver_at(&to);
	int sender = socket(AF_INET, SOCK_DGRAM, 0);
	socklen_t size = sizeof(to);

	say("sendmsg", sendmsg(sender, &message, 0));
	getsockname(sender, (void *)&from, &size);
	printf("sender %d\n", ntohs(from.sin_port));
	memset(&from, 0, sizeof(from));
	message.msg_name = &from;
	say("recvmsg", recvmsg(receiver, &message, 0));
	say("recvmsg", recvmsg(receiver, &message, MSG_DONTWAIT));
	message.msg_name = NULL;
	message.msg_namelen = 0;
	say("sendmsg", sendmsg(sender, &message, 0));
}

/* Two messages at once, and again when there are none to receive. */
static void messages_at_once(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) }, other = to, from = {};
	char bytes[] = "message";
	struct iovec part = { bytes, sizeof(bytes) };
	struct mmsghdr both[2] = { { { &to, sizeof(to), &part, 1 } }, { { &to, sizeof(to), &part, 1 } } };
	int receiver = receiver_at(&to);
	int sender = socket(AF_INET, SOCK_DGRAM, 0);
	socklen_t size = sizeof(to);

	say("sendmmsg", sendmmsg(sender, both, 2, 0));
	getsockname(sender, (void *)&from, &size);
	printf("sender %d\n", ntohs(from.sin_port));
	both[0].msg_hdr.msg_name = &other;
	both[1].msg_hdr.msg_name = NULL;
	say("recvmmsg", recvmmsg(receiver, both, 2, 0, NULL));
	both[0].msg_hdr.msg_namelen = sizeof(other);
	say("recvmmsg", recvmmsg(receiver, both, 2, MSG_DONTWAIT, NULL));
}

static int nothing(void *unused)
{
	return 0;
}

static void processes(void)
{
	struct clone_args args = { .flags = CLONE_FS, .exit_signal = SIGCHLD };
	int status;
	long child;

	child = syscall(SYS_clone3, &args, sizeof(args));
	if (!child)
		_exit(7);
	say("clone3", child);
	waitpid(child, &status, 0);
	/* What the flags do not ask for is passed and not looked at. */
	child = syscall(SYS_clone, CLONE_FILES | SIGCHLD, 0, 0x2221, 0x2222, 0x2223);
	if (!child)
		_exit(7);
	say("clone", child);
	waitpid(child, &status, 0);
	child = syscall(SYS_fork);
	if (!child)
		_exit(7);
	say("fork", child);
	waitpid(child, &status, 0);
	child = vfork();
	if (!child)
		_exit(7);
	say("vfork", child);
	waitpid(child, &status, 0);
	say("kill", kill(getpid(), 0));
	say("unshare", unshare(CLONE_NEWUTS | CLONE_NEWIPC));
	child = open("/proc/self/ns/uts", O_RDONLY);
	say("fd", child);
	say("setns", setns(child, CLONE_NEWUTS));
}

static void on_alarm(int signal)
{
}

/* A call that a handler ends, and the same with a handler that lets it go on until the other end comes. */
static void interrupted(void)
{
	struct sigaction action = { .sa_handler = on_alarm };
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	int server = socket(AF_UNIX, SOCK_STREAM, 0);
	int client = socket(AF_UNIX, SOCK_STREAM, 0);
	socklen_t size = sizeof(name);

	bind(server, (void *)&name, sizeof(sa_family_t));
	getsockname(server, (void *)&name, &size);
	listen(server, 1);
	sigaction(SIGALRM, &action, NULL);
	ualarm(50000, 0);
	say("accept4", accept4(server, NULL, NULL, 0));
	action.sa_flags = SA_RESTART;
	sigaction(SIGALRM, &action, NULL);
	ualarm(50000, 0);
	if (!fork()) {
		usleep(200000);
		connect(client, (void *)&name, size);
		_exit(0);
	}
	say("accept4", accept4(server, NULL, NULL, 0));
	wait(NULL);
}

/* 32-bit calls of a 64-bit process: numbers and registers of the other table, pointers below 4 GiB. */
static long call32(long number, long a, long b, long c, long d)
{
	long result;

	asm volatile("int $0x80" : "=a"(result)
		: "a"(number), "b"(a), "c"(b), "d"(c), "S"(d) : "memory", "r8", "r9", "r10", "r11");
	return (int)result;
}

static void compat(void)
{
	char *low = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	uint32_t *argv = (void *)(low + 1024);
	uint32_t *message = (void *)(low + 2048);
	uint32_t *time = (void *)(low + 2560);
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(4243), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };

	strcpy(low, "/tm-compat");
	strcpy(low + 512, "second");
	argv[0] = (uint32_t)(uintptr_t)low;
	argv[1] = (uint32_t)(uintptr_t)low + 512;
	argv[2] = 0;
	memcpy(low + 3072, &to, sizeof(to));
	message[0] = (uint32_t)(uintptr_t)low + 3072;
	message[1] = sizeof(to);
	printf("openat %ld\n", call32(295, -100, (long)low, O_RDWR, 0600));
	printf("lseek %ld\n", call32(19, -1, -5, 9, 0));
	printf("chown %ld\n", call32(212, (long)low, -1, 7, 0));
	printf("execve %ld\n", call32(11, (long)low, (long)argv, 0, 0));
	printf("sendmsg %ld\n", call32(370, -1, (long)message, 0, 0));
	time[0] = 0;
	time[1] = 1000003;
	printf("nanosleep %ld\n", call32(162, (long)time, 0, 0, 0));
	/* 257 is openat of the other table; here it is remap_file_pages. */
	call32(257, 0, 0, 0, 0);
}

/* Bytes that no text has: control characters, an end in the middle, and what is not UTF-8. */
#define HOSTILE "\033[31mred\r\0\303\050"

/* Writes by 32-bit calls, whose vectors have addresses and sizes of four bytes. */
static void writes32(int file)
{
	char *low = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	uint32_t *parts = (void *)(low + 1024);

	strcpy(low, "narrow, and more");
	parts[0] = (uint32_t)(uintptr_t)low;
	parts[1] = 6;
	parts[2] = (uint32_t)(uintptr_t)low + 11;
	parts[3] = 5;
	call32(4, file, (long)low, 16, 0);
	call32(146, file, (long)parts, 2, 0);
	call32(146, -1, (long)parts, 2, 0);
}

/* Writes with 17 bytes, some of them in several parts, and writes that fail or that write less than they should. */
static void writes(void)
{
	char text[] = "first\0part, last.";
	struct iovec parts[4] = { { NULL, 0 }, { text, 6 }, { text + 6, 4 }, { text + 10, 7 } };
	char *pages = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char *last = memcpy(pages + 4096 - 5, "first", 5);
	struct iovec ends[2] = { { last, 5 }, { last + 5, 11 } };
	struct iovec many[17];
	int file = syscall(SYS_memfd_create, "tm-written", 0);

	mprotect(pages + 4096, 4096, PROT_NONE);
	for (int i = 0; i < 17; i++)
		many[i] = (struct iovec){ text, 1 };
	syscall(SYS_write, file, text, 17);
	syscall(SYS_pwrite64, file, text + 6, 11, 1013);
	syscall(SYS_writev, file, parts, 4);
	syscall(SYS_pwritev, file, parts, 3, 1019, 0);
	syscall(SYS_write, -1, text, 5);
	syscall(SYS_write, -1, last + 5, 7);
	syscall(SYS_write, file, text, 0);
	syscall(SYS_write, file, NULL, 7);
	syscall(SYS_write, file, last, 17);
	syscall(SYS_write, file, HOSTILE, sizeof(HOSTILE) - 1);
	syscall(SYS_writev, -1, parts, 2);
	syscall(SYS_writev, -1, ends, 2);
	syscall(SYS_writev, file, ends, 2);
	syscall(SYS_writev, file, many, 16);
	syscall(SYS_writev, file, many, 17);
	syscall(SYS_writev, file, last + 5, 1);
	writes32(file);
}

/* Writes of two texts, with nothing else that differs. */
static void writes_again(void)
{
	int file = syscall(SYS_memfd_create, "tm-written", 0);

	for (int i = 0; i < 12; i++)
		syscall(SYS_write, file, i < 5 ? "one" : "two", 3);
}

/*
 * One call in a process of its own: its number, then its arguments, each a number or =text, or @ for an address. It has
 * no terminal that it could hang up, and an alarm ends what waits for ever.
 */
static void make(char *call)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(4242) };
	char *word = strtok(call, " ");
	long number = atol(word), args[6] = { 0 };
	int status;

	if (fork()) {
		wait(&status);
		return;
	}
	setsid();
	alarm(1);
	for (int i = 0; i < 6 && (word = strtok(NULL, " ")); i++)
		args[i] = *word == '=' ? (long)(word + 1) : *word == '@' ? (long)&address : strtol(word, NULL, 0);
	args[0] = syscall(number, args[0], args[1], args[2], args[3], args[4], args[5]);
	printf("%ld %ld\n", number, args[0] == -1 ? -(long)errno : args[0]);
	_exit(0);
}

static void calls(char **each)
{
	struct sigaction action = { .sa_handler = on_alarm };

	sigaction(SIGALRM, &action, NULL);
	while (*each)
		make(*each++);
}

static void say_inode(const char *name, const char *path)
{
	struct stat status;

	if (!stat(path, &status))
		printf("%s %ld\n", name, (long)status.st_ino);
}

static int say_own(void *unused)
{
	say_inode("child-pid", "/proc/self/ns/pid");
	say_inode("child-ipc", "/proc/self/ns/ipc");
	say_inode("child-user", "/proc/self/ns/user");
	return 0;
}

static void namespaces(void)
{
	int own = open("/proc/self/ns/uts", O_RDONLY);
	char *stack = mmap(NULL, 65536, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	say_inode("uts", "/proc/self/ns/uts");
	unshare(CLONE_NEWUTS | CLONE_NEWNS);
	say_inode("unshared-uts", "/proc/self/ns/uts");
	say_inode("unshared-mnt", "/proc/self/ns/mnt");
	unshare(CLONE_FILES);
	setns(own, CLONE_NEWUTS);
	unshare(CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWCGROUP | CLONE_NEWTIME);
	say_inode("unshared-net", "/proc/self/ns/net");
	say_inode("unshared-cgroup", "/proc/self/ns/cgroup");
	say_inode("unshared-time", "/proc/self/ns/time_for_children");
	say("child", clone(say_own, stack + 65536, CLONE_NEWIPC | CLONE_NEWUSER | SIGCHLD, NULL));
	wait(NULL);
}

static void signals(void)
{
	struct sigaction action = { .sa_handler = on_alarm, .sa_flags = SA_RESTART };
	int child;

	sigaction(SIGUSR1, &action, NULL);
	printf("handler %ld\n", (long)on_alarm);
	raise(SIGUSR1);
	child = fork();
	if (!child) {
		prctl(PR_SET_NAME, "tm-sender");
		kill(getppid(), SIGUSR1);
		_exit(0);
	}
	say("child", child);
	while (wait(NULL) < 0)
		;
	kill(getpid(), SIGWINCH);
}

/* A child connects and closes first. */
static void tcp(int family)
{
	struct sockaddr_in6 any6 = { .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT };
	struct sockaddr_in any = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct sockaddr *address = family == AF_INET ? (void *)&any : (void *)&any6;
	socklen_t size = family == AF_INET ? sizeof(any) : sizeof(any6);
	int server = socket(family, SOCK_STREAM, 0), client, child;
	char byte;

	bind(server, address, size);
	getsockname(server, address, &size);
	listen(server, 1);
	printf("server %d\n", ntohs(any.sin_port | any6.sin6_port));
	child = fork();
	if (!child) {
		prctl(PR_SET_NAME, "tm-client");
		client = socket(family, SOCK_STREAM, 0);
		connect(client, address, size);
		getsockname(client, address, &size);
		printf("client %d\n", ntohs(family == AF_INET ? any.sin_port : any6.sin6_port));
		shutdown(client, SHUT_WR);
		read(client, &byte, 1);
		_exit(0);
	}
	say("child", child);
	client = accept(server, NULL, NULL);
	read(client, &byte, 1);
	close(client);
	wait(NULL);
	close(server);
}

static void dump_core(void)
{
	struct rlimit most = { RLIM_INFINITY, RLIM_INFINITY };
	int status, child = fork();

	if (!child) {
		setrlimit(RLIMIT_CORE, &most);
		chdir("/tmp");
		abort();
	}
	waitpid(child, &status, 0);
	printf("child %d\nstatus %d\n", child, status);
}

static void say_descriptor(const char *name, int fd)
{
	struct stat status;

	fstat(fd, &status);
	printf("%s %ld\n", name, (long)status.st_ino);
}

/* Nothing is printed in between: that would be calls of its own. */
static void descriptors(const char *directory)
{
	struct sockaddr_un nowhere = { .sun_family = AF_UNIX, .sun_path = "/tm-nowhere" };
	int file, real, local, ends[2];
	char byte;

	pipe(ends);
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	chdir(directory);
	file = syscall(SYS_openat, AT_FDCWD, "link/file", O_RDONLY);
	read(file, &byte, 1);
	real = syscall(SYS_openat, AT_FDCWD, "real", O_DIRECTORY);
	syscall(SYS_openat, real, "file", O_RDONLY);
	syscall(SYS_renameat2, real, "file", AT_FDCWD, "renamed", 0);
	dup3(file, 77, 0);
	close(file);
	read(file, &byte, 1);
	local = socket(AF_UNIX, SOCK_STREAM, 0);
	connect(local, (void *)&nowhere, sizeof(nowhere));
	read(ends[0], &byte, 1);
	syscall(SYS_memfd_create, "tm-memory", 0);
	syscall(SYS_openat, AT_FDCWD, "tm-missing", O_RDONLY);
	say_descriptor("socket", local);
	say_descriptor("pipe", ends[0]);
}

static void adjust_score(const char *score)
{
	int out = open("/proc/self/oom_score_adj", O_WRONLY);

	write(out, score, strlen(score));
	close(out);
}

/* Joins a cgroup, then takes memory until it is killed, or has 256 MiB. */
static void eat(const char *procs)
{
	int out = open(procs, O_WRONLY);
	volatile char *memory = mmap(NULL, 256 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (dprintf(out, "%d", getpid()) <= 0)
		return;
	prctl(PR_SET_NAME, "tm-eater");
	adjust_score("17");
	for (long at = 0; at < 256 << 20; at += 4096)
		memory[at] = 7;
}

static void exec_at(char **argv)
{
	int fd = open(argv[0], O_PATH);

	say("fd", fd);
	syscall(SYS_execveat, fd, "", argv, NULL, AT_EMPTY_PATH);
}

/* Executes what an open descriptor holds. */
static void exec_open(int fd, char **argv)
{
	syscall(SYS_execveat, fd, "", argv, NULL, AT_EMPTY_PATH);
}

/* Removes a program, whose second name stays, and executes it. */
static void exec_removed(char **argv)
{
	int fd = open(argv[0], O_PATH);

	unlink(argv[0]);
	exec_open(fd, argv);
}

/* Executes a copy of a program that is in memory alone. */
static void exec_copy(char **argv)
{
	int from = open(argv[0], O_RDONLY), to = syscall(SYS_memfd_create, "tm-memory", MFD_CLOEXEC);
	struct stat status;

	fstat(from, &status);
	syscall(SYS_sendfile, to, from, NULL, status.st_size);
	exec_open(to, argv);
}

/* Maps the start of each file as a loader maps a library, and without the permission to execute. */
static void map_executable(char **paths)
{
	for (; *paths; paths++) {
		int fd = open(*paths, O_RDONLY);

		mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 0);
		printf("mapped %ld\n", (long)mmap(NULL, 8191, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0));
		close(fd);
	}
}

/* Maps a copy of a file that is in memory alone, and the file itself once it is removed. */
static void map_elsewhere(const char *path)
{
	int from = open(path, O_RDONLY), to = syscall(SYS_memfd_create, "tm-library", MFD_CLOEXEC);
	struct stat status;

	fstat(from, &status);
	syscall(SYS_sendfile, to, from, NULL, status.st_size);
	mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, to, 0);
	unlink(path);
	mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_SHARED, from, 0);
	mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void *exec_as_leader(void *path)
{
	char *argv[] = { "from-thread", "x", NULL };

	execv(path, argv);
	return NULL;
}

/* Writes into a file of a cgroup; without a text, what the cgroup around has there. A cpuset takes no task without it. */
static void set(const char *cgroup, const char *file, const char *text)
{
	char path[4096], around[64] = "";
	int to, from;

	snprintf(path, sizeof(path), "%s/../%s", cgroup, file);
	from = text ? -1 : open(path, O_RDONLY);
	if (!text && read(from, around, sizeof(around) - 1) < 0)
		return;
	close(from);
	snprintf(path, sizeof(path), "%s/%s", cgroup, file);
	to = open(path, O_WRONLY);
	text = text ? text : around;
	if (write(to, text, strlen(text)) < 0)
		perror(path);
	close(to);
}

/*
 * Brings a program into a cgroup as runtimes do. A new container's process gets its mounts in the cgroup, which is made
 * before; the process of a command has the container's mounts before it is moved.
 */
static void bring(int starts, const char *cgroup, char **program)
{
	char line[16];
	int ends[2];
	pid_t child;

	if (starts) {
		mkdir(cgroup, 0755);
		set(cgroup, "cpuset.cpus", NULL);
		set(cgroup, "cpuset.mems", NULL);
	}
	socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
	child = fork();
	if (!child) {
		if (!starts)
			unshare(CLONE_NEWNS);
		write(ends[1], "r", 1);
		read(ends[1], line, 1);
		opens(3, "/tm-brought");
		if (starts)
			unshare(CLONE_NEWNS);
		execve(program[0], program, NULL);
		_exit(1);
	}
	read(ends[0], line, 1);
	snprintf(line, sizeof(line), "%d", child);
	set(cgroup, "cgroup.procs", line);
	write(ends[0], "g", 1);
	waitpid(child, NULL, 0);
}

/* Executes a program with the mounts of another process, as nsenter does. */
static void enter_mounts(const char *pid, char **program)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/%s/ns/mnt", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || setns(fd, CLONE_NEWNS))
		return;
	opens(3, "/tm-brought");
	execve(program[0], program, NULL);
}

int main(int argc, char **argv)
{
	const char *command = argc > 1 ? argv[1] : "";
	pthread_t thread;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (!strcmp(command, "opens"))
		opens(atol(argv[2]), argv[3]);
	else if (!strcmp(command, "opens-as"))
		opens_as(atoi(argv[2]), atol(argv[3]), argv[4]);
	else if (!strcmp(command, "directories"))
		directories(atol(argv[2]), argv[3]);
	else if (!strcmp(command, "opens-in-rounds"))
		opens_in_rounds(atol(argv[2]), atol(argv[3]), argv[4]);
	else if (!strcmp(command, "steps"))
		steps(argv + 2);
	else if (!strcmp(command, "files"))
		files();
	else if (!strcmp(command, "sockets"))
		sockets();
	else if (!strcmp(command, "structures"))
		structures();
	else if (!strcmp(command, "messages"))
		messages();
	else if (!strcmp(command, "messages-at-once"))
		messages_at_once();
	else if (!strcmp(command, "map"))
		map_executable(argv + 2);
	else if (!strcmp(command, "map-elsewhere"))
		map_elsewhere(argv[2]);
	else if (!strcmp(command, "writes"))
		writes();
	else if (!strcmp(command, "writes-again"))
		writes_again();
	else if (!strcmp(command, "uring-files"))
		uring_files(argc > 2);
	else if (!strcmp(command, "uring-sockets"))
		uring_sockets();
	else if (!strcmp(command, "uncapable"))
		setresuid(4711, 4711, 4711), chroot("/");
	else if (!strcmp(command, "processes"))
		processes();
	else if (!strcmp(command, "interrupted"))
		interrupted();
	else if (!strcmp(command, "compat"))
		compat();
	else if (!strcmp(command, "rename"))
		prctl(PR_SET_NAME, "tm-renamed-too-long");
	else if (!strcmp(command, "namespaces"))
		namespaces();
	else if (!strcmp(command, "signals"))
		signals();
	else if (!strcmp(command, "tcp"))
		tcp(atoi(argv[2]));
	else if (!strcmp(command, "descriptors"))
		descriptors(argv[2]);
	else if (!strcmp(command, "core"))
		dump_core();
	else if (!strcmp(command, "eat"))
		eat(argv[2]);
	else if (!strcmp(command, "calls"))
		calls(argv + 2);
	else if (!strcmp(command, "exec"))
		execve(argv[2], argv + 2, NULL);
	else if (!strcmp(command, "execveat"))
		exec_at(argv + 2);
	else if (!strcmp(command, "exec-removed"))
		exec_removed(argv + 2);
	else if (!strcmp(command, "exec-copy"))
		exec_copy(argv + 2);
	else if (!strcmp(command, "thread-exec"))
		pthread_create(&thread, NULL, exec_as_leader, argv[2]), pthread_join(thread, NULL);
	else if (!strcmp(command, "starts") || !strcmp(command, "enters"))
		bring(!strcmp(command, "starts"), argv[2], argv + 3);
	else if (!strcmp(command, "enter-mounts"))
		enter_mounts(argv[2], argv + 3);
	else if (!strcmp(command, "die"))
		kill(getpid(), SIGKILL), pause();
	else if (!strcmp(command, "exit"))
		_exit(atoi(argv[2]));
	return 0;
}
