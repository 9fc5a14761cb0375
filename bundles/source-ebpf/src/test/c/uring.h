/* SPDX-License-Identifier: Apache-2.0 */
/* Operations through io_uring, each alone: the next one is submitted once the one before has its result. */
#include <linux/io_uring.h>

struct uring {
	int fd;
	unsigned int polled;
	unsigned int *sq_tail, *sq_mask, *sq_flags, *sq_array;
	unsigned int *cq_head, *cq_tail, *cq_mask;
	struct io_uring_sqe *sqes;
	struct io_uring_cqe *cqes;
};

/* With "polled" a thread of the kernel takes the requests, and sleeps at once when there are none. */
static void uring_open(struct uring *ring, unsigned int polled)
{
	struct io_uring_params p = { .flags = polled ? IORING_SETUP_SQPOLL : 0, .sq_thread_idle = 1 };
	char *shared;

	ring->polled = polled;
	ring->fd = syscall(SYS_io_uring_setup, 8, &p);
	if (ring->fd < 0) {
		perror("io_uring_setup");
		exit(1);
	}
	shared = mmap(NULL, p.cq_off.cqes + p.cq_entries * sizeof(struct io_uring_cqe) + p.sq_entries * 8,
		      PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, ring->fd, IORING_OFF_SQ_RING);
	ring->sqes = mmap(NULL, p.sq_entries * sizeof(struct io_uring_sqe), PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_POPULATE, ring->fd, IORING_OFF_SQES);
	ring->sq_tail = (void *)(shared + p.sq_off.tail);
	ring->sq_mask = (void *)(shared + p.sq_off.ring_mask);
	ring->sq_flags = (void *)(shared + p.sq_off.flags);
	ring->sq_array = (void *)(shared + p.sq_off.array);
	ring->cq_head = (void *)(shared + p.cq_off.head);
	ring->cq_tail = (void *)(shared + p.cq_off.tail);
	ring->cq_mask = (void *)(shared + p.cq_off.ring_mask);
	ring->cqes = (void *)(shared + p.cq_off.cqes);
}

static void uring_enter(struct uring *ring)
{
	unsigned int flags = IORING_ENTER_GETEVENTS;

	__sync_synchronize();
	if (ring->polled && *(volatile unsigned int *)ring->sq_flags & IORING_SQ_NEED_WAKEUP)
		flags |= IORING_ENTER_SQ_WAKEUP;
	syscall(SYS_io_uring_enter, ring->fd, ring->polled ? 0 : 1, 1, flags, NULL, 0);
}

/* Prints the operation's user_data and result. */
static void uring_do(struct uring *ring, struct io_uring_sqe request)
{
	unsigned int tail = *ring->sq_tail, head = *ring->cq_head;
	struct io_uring_cqe *cqe = &ring->cqes[head & *ring->cq_mask];

	ring->sqes[tail & *ring->sq_mask] = request;
	ring->sq_array[tail & *ring->sq_mask] = tail & *ring->sq_mask;
	__atomic_store_n(ring->sq_tail, tail + 1, __ATOMIC_RELEASE);
	while (__atomic_load_n(ring->cq_tail, __ATOMIC_ACQUIRE) == head)
		uring_enter(ring);
	printf("%llu %d\n", (unsigned long long)cqe->user_data, cqe->res);
	__atomic_store_n(ring->cq_head, head + 1, __ATOMIC_RELEASE);
}

#define AT(text) ((uintptr_t)(text))
#define DO(operation, number, ...) \
	uring_do(&ring, (struct io_uring_sqe){ .opcode = operation, .user_data = number, __VA_ARGS__ })

/* What the kernel refuses, so that nothing is made. */
static void uring_files(unsigned int polled)
{
	struct open_how how = { .flags = O_WRONLY | O_CREAT, .mode = 0604, .resolve = RESOLVE_NO_MAGICLINKS };
	struct uring ring;

	uring_open(&ring, polled);
	DO(IORING_OP_OPENAT, 1001, .fd = AT_FDCWD, .addr = AT("/tm-none/open"), .open_flags = O_RDWR | O_CREAT, .len = 0641);
	DO(IORING_OP_OPENAT, 1002, .fd = AT_FDCWD, .addr = AT("/tm-none/worker"), .flags = IOSQE_ASYNC);
	DO(IORING_OP_OPENAT2, 1003, .fd = AT_FDCWD, .addr = AT("/tm-none/open2"), .len = sizeof(how), .off = AT(&how));
	DO(IORING_OP_STATX, 1004, .fd = 77, .addr = AT("tm-statx"), .off = AT(&ring), .statx_flags = AT_SYMLINK_NOFOLLOW);
	DO(IORING_OP_UNLINKAT, 1005, .fd = AT_FDCWD, .addr = AT("/tm-none/unlink"), .unlink_flags = AT_REMOVEDIR);
	DO(IORING_OP_MKDIRAT, 1006, .fd = AT_FDCWD, .addr = AT("/tm-none/mkdir"), .len = 0710);
	DO(IORING_OP_RENAMEAT, 1007, .fd = AT_FDCWD, .addr = AT("/tm-none/from"), .len = AT_FDCWD, .addr2 = AT("/tm-to"),
	   .rename_flags = 1);
	DO(IORING_OP_SYMLINKAT, 1008, .fd = AT_FDCWD, .addr = AT("tm-target"), .addr2 = AT("/tm-none/symlink"));
	DO(IORING_OP_LINKAT, 1009, .fd = AT_FDCWD, .addr = AT("/tm-none/old"), .len = AT_FDCWD, .addr2 = AT("/tm-new"),
	   .hardlink_flags = AT_SYMLINK_FOLLOW);
	DO(IORING_OP_GETXATTR, 1010, .addr = AT("user.tm"), .addr2 = AT(&ring), .addr3 = AT("/tm-none/xattr"), .len = 1);
	DO(IORING_OP_OPENAT, 1011, .fd = AT_FDCWD, .addr = 8);
	DO(IORING_OP_CLOSE, 1012, .fd = 7777);
}

static void uring_sockets(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(4242), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	char bytes[] = "message";
	struct iovec part = { bytes, sizeof(bytes) };
	struct msghdr message = { .msg_name = &to, .msg_namelen = sizeof(to), .msg_iov = &part, .msg_iovlen = 1 };
	int stream = socket(AF_INET, SOCK_STREAM, 0), datagram = socket(AF_INET, SOCK_DGRAM, 0);
	struct uring ring;

	say("stream", stream);
	say("datagram", datagram);
	uring_open(&ring, 0);
	DO(IORING_OP_CONNECT, 2001, .fd = stream, .addr = AT(&to), .off = sizeof(to));
	DO(IORING_OP_SENDMSG, 2002, .fd = datagram, .addr = AT(&message), .len = 1, .msg_flags = MSG_NOSIGNAL);
	DO(IORING_OP_SEND, 2003, .fd = datagram, .addr = AT(bytes), .len = 7, .addr2 = AT(&to), .addr_len = sizeof(to));
	DO(IORING_OP_SEND, 2004, .fd = stream, .addr = AT(bytes), .len = 7, .msg_flags = MSG_NOSIGNAL);
	DO(IORING_OP_ACCEPT, 2005, .fd = stream, .accept_flags = SOCK_CLOEXEC);
}
