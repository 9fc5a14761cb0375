/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bin/tallyman: finds a Java runtime and starts the product on it. One static program serves the container image, the
 * archive and the package, since an image without a shell has nothing else to start with, and since each process that a
 * shell script starts delays the first event.
 */
#ifndef TALLYMAN_LAUNCHER_H
#define TALLYMAN_LAUNCHER_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

/* A Java runtime. */
struct jdk {
	char home[PATH_MAX];
	char build[128];	/* names the runtime exactly: "25.0.3+9-Debian" */
	int feature;		/* 17, 25 */
	bool has_libc;		/* brings the C library that it is linked with, in libc/ */
};

/* What the command line asks for, as far as the Java runtime's options depend on that. */
struct call {
	const char *command;	/* the first word, or "" */
	bool asks;		/* for help or for the version */
	bool traces;		/* the command is one that a class archive is made for and from, unless the call is plain */
	bool plain;		/* looks as if it needed no framework */
};

/* The arguments of the Java runtime. */
struct arguments {
	char **words;
	int count;
};

/* Prints one message on stderr. */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Formats into memory that lasts until exec; ends the process where there is none. */
char *format(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* jdk.c: finds a runtime of Java 17 or newer for the product in home. Says what to do and returns false where there is none. */
bool find_jdk(struct jdk *jdk, const char *home);

/* Adds the program of the runtime, and the C library that it runs on. */
void add_program(struct arguments *to, const struct jdk *jdk);

/* plain.c: whether to try to answer without a framework. */
bool may_be_plain(const char *home, const struct call *call, int argc, char **argv);

/* options.c */
void add(struct arguments *to, char *word);
void add_options(struct arguments *to, const struct jdk *jdk, const char *home, const struct call *call);
void add_terminal(struct arguments *to);

/* archive.c: adds the option that uses, or makes, the class archive of this product on this runtime. */
void add_archive(struct arguments *to, const struct jdk *jdk, const char *home, const struct call *call);

/*
 * capabilities.c: gives up, for the program that is executed next, all capabilities but those that tallyman uses and those
 * that TALLYMAN_KEEP_CAPABILITIES names. Says why and returns false where that is impossible.
 */
bool drop_capabilities(void);

/* health.c: asks the running tallyman whether it traces; with ready also whether all outputs are open. Returns the exit code. */
int health(bool ready);

#endif
