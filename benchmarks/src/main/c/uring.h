// SPDX-License-Identifier: Apache-2.0
/* Opens files through an io_uring, see io_uring_setup(2) and io_uring_enter(2). */
#ifndef TALLYMAN_BENCHMARKS_URING_H
#define TALLYMAN_BENCHMARKS_URING_H

#include <fcntl.h>
#include <linux/io_uring.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct io_uring_params uring_at;
static char *uring_room;
static struct io_uring_sqe *uring_entries;

static uint32_t *uring_word(uint32_t offset)
{
	return (uint32_t *)(uring_room + offset);
}

/* Makes the ring; newer kernels have both queues in one mapping. */
static int uring_make(void)
{
	int ring = syscall(SYS_io_uring_setup, 4, &uring_at);
	size_t size = uring_at.cq_off.cqes + uring_at.cq_entries * sizeof(struct io_uring_cqe);

	if (ring < 0)
		return -1;
	uring_room = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQ_RING);
	uring_entries = mmap(NULL, uring_at.sq_entries * sizeof(*uring_entries), PROT_READ | PROT_WRITE, MAP_SHARED, ring,
			     IORING_OFF_SQES);
	return uring_room == MAP_FAILED || uring_entries == MAP_FAILED ? -1 : ring;
}

/* Opens and closes the file; one operation is under way at a time. */
static int uring_once(const char *path, long number)
{
	static int ring;
	struct io_uring_cqe *done;
	uint32_t *tail, *head;

	if (number == 0)
		ring = uring_make();
	if (ring < 0)
		return -1;
	uring_entries[0] = (struct io_uring_sqe){
		.opcode = IORING_OP_OPENAT, .fd = AT_FDCWD, .addr = (uintptr_t)path, .open_flags = O_RDONLY,
	};
	tail = uring_word(uring_at.sq_off.tail);
	uring_word(uring_at.sq_off.array)[*tail & *uring_word(uring_at.sq_off.ring_mask)] = 0;
	__atomic_store_n(tail, *tail + 1, __ATOMIC_RELEASE);
	if (syscall(SYS_io_uring_enter, ring, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0) != 1)
		return -1;
	head = uring_word(uring_at.cq_off.head);
	done = (struct io_uring_cqe *)(uring_room + uring_at.cq_off.cqes) +
	       (*head & *uring_word(uring_at.cq_off.ring_mask));
	__atomic_store_n(head, *head + 1, __ATOMIC_RELEASE);
	return done->res < 0 ? -1 : close(done->res);
}

#endif
