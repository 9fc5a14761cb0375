/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * What processes do through io_uring, which no system call tells. A request is reported when the kernel has taken the
 * request from the ring, with what the kernel has read of the request until then, and again when the request has a
 * result. Both happen in a thread of the process: in the thread that enters the ring, in the thread that polls the ring
 * (SQPOLL), or in a worker. Only what is left over from a process that ends is completed by a thread of the kernel.
 */
#ifndef TALLYMAN_URING_BPF_H
#define TALLYMAN_URING_BPF_H

#include "append.bpf.h"
#include "syscalls.bpf.h"

/* The flags of a request from here on are the kernel's own. */
#define URING_FLAGS_MASK 0x7f

/* enum io_uring_op in include/uapi/linux/io_uring.h */
enum uring_op {
	URING_SENDMSG = 9,
	URING_RECVMSG = 10,
	URING_ACCEPT = 13,
	URING_CONNECT = 16,
	URING_OPENAT = 18,
	URING_CLOSE = 19,
	URING_STATX = 21,
	URING_SEND = 26,
	URING_RECV = 27,
	URING_OPENAT2 = 28,
	URING_RENAMEAT = 35,
	URING_UNLINKAT = 36,
	URING_MKDIRAT = 37,
	URING_SYMLINKAT = 38,
	URING_LINKAT = 39,
	URING_SETXATTR = 42,
	URING_GETXATTR = 44,
	URING_SEND_ZC = 47,
	URING_SENDMSG_ZC = 48,
};

/* The operations whose descriptor the kernel keeps in the request. Operations since Linux 6.18 may be missing. */
#define URING_WITH_FILE 0x3fc3cb064dc3277eULL

/* The slots of io_uring_submit. */
enum uring_slot {
	URING_OPCODE,
	URING_FD,
	URING_FLAGS,
	URING_USER_DATA,
	URING_OP_FLAGS,
	URING_MODE,
	URING_PATHNAME,
	URING_NEWPATH,
	URING_ADDR,
	URING_SLOTS,
};

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct io_cqe {
	__u64 user_data;
	int fd;
};

struct io_uring_task {
	struct task_struct *task;
};

struct io_kiocb {
	__u8 opcode;
	__u32 flags;	/* the lower half, since 6.8 */
	struct io_cqe cqe;
	struct io_uring_task *tctx;
	void *async_data;
};

/* Until 6.12. */
struct io_kiocb___with_task {
	struct task_struct *task;
};

struct io_uring_cqe {
	__u64 user_data;
	__s32 res;
	__u32 flags;
};

struct filename {
	const char *name;
};

struct open_how {
	__u64 flags;
	__u64 mode;
};

/* Each of these lies at the start of its request. */

struct io_open {
	int dfd;
	struct filename *filename;
	struct open_how how;
};

struct io_statx {
	int dfd;
	unsigned int flags;
	struct filename *filename;
};

struct io_unlink {
	int dfd;
	int flags;
	struct filename *filename;
};

struct io_mkdir {
	int dfd;
	unsigned short mode;
	struct filename *filename;
};

struct io_rename {
	int old_dfd;
	struct filename *oldpath;
	struct filename *newpath;
	int flags;
};

struct io_link {
	int old_dfd;
	int new_dfd;
	struct filename *oldpath;
	struct filename *newpath;
	int flags;
};

struct io_xattr {
	struct filename *filename;
};

struct io_close {
	int fd;
};

struct io_accept {
	int flags;
};

struct io_connect {
	void *addr;
	int addr_len;
};

struct io_sr_msg {
	void *buf;	/* of a sendmsg or recvmsg the struct msghdr */
	unsigned int msg_flags;
};

/* Until 6.12. */
struct io_sr_msg___with_address {
	__u16 addr_len;
	void *addr;
};

struct msghdr {
	void *msg_name;
	int msg_namelen;
};

/* The kernel's copy of a message, with its address. */
struct io_async_msghdr {
	struct msghdr msg;
};

#pragma clang attribute pop

static __always_inline void put_path(__u32 where, struct scratch *s, __u32 slot, struct filename *path)
{
	append_kernel_string(where, slot, as_number(s, path ? BPF_CORE_READ(path, name) : NULL));
}

/* Operations on files. */
__noinline int append_uring_paths(__u32 where, __u64 request, __u32 op)
{
	struct scratch *s = scratch_at(where);

	if (!s)
		return 0;
	if (op == URING_OPENAT || op == URING_OPENAT2) {
		struct io_open *open = (void *)request;

		s->slots[URING_FD] = (__s64)BPF_CORE_READ(open, dfd);
		s->slots[URING_OP_FLAGS] = BPF_CORE_READ(open, how.flags);
		s->slots[URING_MODE] = BPF_CORE_READ(open, how.mode);
		put_path(where, s, URING_PATHNAME, BPF_CORE_READ(open, filename));
	} else if (op == URING_STATX) {
		struct io_statx *statx = (void *)request;

		s->slots[URING_FD] = (__s64)BPF_CORE_READ(statx, dfd);
		s->slots[URING_OP_FLAGS] = BPF_CORE_READ(statx, flags);
		put_path(where, s, URING_PATHNAME, BPF_CORE_READ(statx, filename));
	} else if (op == URING_UNLINKAT) {
		struct io_unlink *unlink = (void *)request;

		s->slots[URING_FD] = (__s64)BPF_CORE_READ(unlink, dfd);
		s->slots[URING_OP_FLAGS] = BPF_CORE_READ(unlink, flags);
		put_path(where, s, URING_PATHNAME, BPF_CORE_READ(unlink, filename));
	} else if (op == URING_MKDIRAT) {
		struct io_mkdir *mkdir = (void *)request;

		s->slots[URING_FD] = (__s64)BPF_CORE_READ(mkdir, dfd);
		s->slots[URING_MODE] = BPF_CORE_READ(mkdir, mode);
		put_path(where, s, URING_PATHNAME, BPF_CORE_READ(mkdir, filename));
	} else if (op == URING_RENAMEAT) {
		struct io_rename *rename = (void *)request;

		s->slots[URING_FD] = (__s64)BPF_CORE_READ(rename, old_dfd);
		s->slots[URING_OP_FLAGS] = BPF_CORE_READ(rename, flags);
		put_path(where, s, URING_PATHNAME, BPF_CORE_READ(rename, oldpath));
		put_path(where, s, URING_NEWPATH, BPF_CORE_READ(rename, newpath));
	} else if (op == URING_LINKAT || op == URING_SYMLINKAT) {
		struct io_link *link = (void *)request;
		bool symbolic = op == URING_SYMLINKAT;

		s->slots[URING_FD] = (__s64)(symbolic ? BPF_CORE_READ(link, new_dfd) : BPF_CORE_READ(link, old_dfd));
		s->slots[URING_OP_FLAGS] = symbolic ? 0 : BPF_CORE_READ(link, flags);
		put_path(where, s, URING_PATHNAME, BPF_CORE_READ(link, oldpath));
		put_path(where, s, URING_NEWPATH, BPF_CORE_READ(link, newpath));
	} else if (op == URING_SETXATTR || op == URING_GETXATTR) {
		struct io_xattr *xattr = (void *)request;

		put_path(where, s, URING_PATHNAME, BPF_CORE_READ(xattr, filename));
	} else if (op == URING_CLOSE) {
		struct io_close *close = (void *)request;

		s->slots[URING_FD] = (__s64)BPF_CORE_READ(close, fd);
	}
	return 0;
}

/* The address of a send: since 6.13 only the kernel's copy of the message has the address. */
static __always_inline void append_send_addr(__u32 where, struct scratch *s, __u64 request)
{
	struct io_sr_msg___with_address *old = (void *)request;
	struct io_kiocb *req = (void *)request;
	struct io_async_msghdr *message;

	if (bpf_core_field_exists(old->addr)) {
		append_user_bytes(where, URING_ADDR, as_number(s, BPF_CORE_READ(old, addr)), BPF_CORE_READ(old, addr_len));
		return;
	}
	message = BPF_CORE_READ(req, async_data);
	append_kernel_bytes(where, URING_ADDR, as_number(s, BPF_CORE_READ(message, msg.msg_name)),
			    BPF_CORE_READ(message, msg.msg_namelen));
}

/* Operations on sockets. Of a recvmsg the sender is not known yet. */
__noinline int append_uring_socket(__u32 where, __u64 request, __u32 op)
{
	struct scratch *s = scratch_at(where);

	if (!s)
		return 0;
	if (op == URING_CONNECT) {
		struct io_connect *connect = (void *)request;

		append_user_bytes(where, URING_ADDR, as_number(s, BPF_CORE_READ(connect, addr)),
				  BPF_CORE_READ(connect, addr_len));
	} else if (op == URING_ACCEPT) {
		struct io_accept *accept = (void *)request;

		s->slots[URING_OP_FLAGS] = BPF_CORE_READ(accept, flags);
	} else if (op == URING_SEND || op == URING_SEND_ZC || op == URING_SENDMSG || op == URING_SENDMSG_ZC ||
		   op == URING_RECV || op == URING_RECVMSG) {
		struct io_sr_msg *transfer = (void *)request;

		s->slots[URING_OP_FLAGS] = BPF_CORE_READ(transfer, msg_flags);
		if (op == URING_SEND || op == URING_SEND_ZC)
			append_send_addr(where, s, request);
		else if (op == URING_SENDMSG || op == URING_SENDMSG_ZC)
			append_msg_name(where, URING_ADDR, as_number(s, BPF_CORE_READ(transfer, buf)));
	}
	return 0;
}

static __always_inline int report_request(struct io_kiocb *req)
{
	struct scratch *s;
	__u32 where, op;

	if (!is_wanted(EVENT_IO_URING_SUBMIT))
		return 0;
	s = begin(EVENT_IO_URING_SUBMIT, URING_SLOTS, false, &where);
	if (!s)
		return 0;
	op = BPF_CORE_READ(req, opcode);
	s->slots[URING_OPCODE] = op;
	s->slots[URING_FD] = URING_WITH_FILE >> (op & 63) & 1 ? (__s64)BPF_CORE_READ(req, cqe.fd) : -1;
	s->slots[URING_FLAGS] = BPF_CORE_READ(req, flags) & URING_FLAGS_MASK;
	s->slots[URING_USER_DATA] = BPF_CORE_READ(req, cqe.user_data);
	for (__u32 slot = URING_OP_FLAGS; slot < URING_SLOTS; slot++)
		s->slots[slot] = 0;
	append_uring_paths(where, as_number(s, req), op);
	append_uring_socket(where, as_number(s, req), op);
	return finish(s, false);
}

SEC("tp_btf/io_uring_submit_req")
int BPF_PROG(on_uring_submit, struct io_kiocb *req)
{
	return report_request(req);
}

/* The name of the same tracepoint before 6.2. */
SEC("tp_btf/io_uring_submit_sqe")
int BPF_PROG(on_uring_submit_sqe, struct io_kiocb *req)
{
	return report_request(req);
}

/* The process of the thread that submitted a request. */
static __always_inline __u32 submitter_of(struct io_kiocb *req)
{
	struct io_kiocb___with_task *old = (void *)req;

	if (bpf_core_field_exists(old->task))
		return BPF_CORE_READ(old, task, tgid);
	return BPF_CORE_READ(req, tctx, task, tgid);
}

/* A result after the first one of a request, as of an accept that goes on, comes without the request. */
static __always_inline int report_result(struct io_kiocb *req, __u64 user_data, __s32 result, __u32 flags)
{
	struct scratch *s;
	__u32 where;

	if (!is_wanted(EVENT_IO_URING_COMPLETE))
		return 0;
	s = begin(EVENT_IO_URING_COMPLETE, 4, false, &where);
	if (!s)
		return 0;
	s->header.ret = result;
	s->slots[0] = req ? BPF_CORE_READ(req, opcode) : -1;
	s->slots[1] = user_data;
	s->slots[2] = flags;
	s->slots[3] = req ? submitter_of(req) : 0;
	return finish(s, false);
}

SEC("tp_btf/io_uring_complete")
int BPF_PROG(on_uring_complete, void *ring, struct io_kiocb *req, struct io_uring_cqe *cqe)
{
	return report_result(req, BPF_CORE_READ(cqe, user_data), BPF_CORE_READ(cqe, res), BPF_CORE_READ(cqe, flags));
}

/* The same tracepoint before it passed the result as a structure, after 6.12. */
SEC("tp_btf/io_uring_complete")
int BPF_PROG(on_uring_complete_values, void *ring, struct io_kiocb *req, __u64 user_data, int result, unsigned int flags)
{
	return report_result(req, user_data, result, flags);
}

#endif
