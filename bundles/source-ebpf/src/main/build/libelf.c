// SPDX-License-Identifier: Apache-2.0
/*
 * What relink-libelf.sh links with libelf's own archive, in place of what needs a new C library or cannot be in a shared
 * library.
 */
#include <libelf.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static __thread int last_error;

/* The C library has a function fstat since 2.33 only; its older headers had an inline function. */
int fstat(int fd, struct stat *status)
{
	return (int)syscall(SYS_fstat, fd, status);
}

/* In the archive, elf_error.o keeps its error in a way that only a program may. */
void __libelf_seterrno(int error)
{
	last_error = error;
}

int elf_errno(void)
{
	int error = last_error;

	last_error = 0;
	return error;
}

/* libelf.h: -1 is the last error whatever it is, 0 is the last error if there is one. */
const char *elf_errmsg(int error)
{
	static __thread char text[32];

	if (error == 0 && last_error == 0)
		return NULL;
	snprintf(text, sizeof(text), "libelf error %d", error > 0 ? error : last_error);
	return text;
}
