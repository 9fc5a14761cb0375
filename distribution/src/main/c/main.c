// SPDX-License-Identifier: Apache-2.0
#include "launcher.h"

#include <errno.h>
#include <glob.h>
#include <libgen.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void say(const char *format, ...)
{
	va_list values;

	fputs("tallyman: ", stderr);
	va_start(values, format);
	vfprintf(stderr, format, values);
	va_end(values);
	fputc('\n', stderr);
}

char *format(const char *format, ...)
{
	va_list values;
	char *text;

	va_start(values, format);
	if (vasprintf(&text, format, values) < 0) {
		say("out of memory");
		exit(1);
	}
	va_end(values);
	return text;
}

/* The product's directory is the parent of this program's directory, whatever links lead here. */
static bool find_home(char *home)
{
	ssize_t length = readlink("/proc/self/exe", home, PATH_MAX - 1);

	if (length < 0) {
		say("cannot read /proc/self/exe: %s; mount /proc where tallyman runs", strerror(errno));
		return false;
	}
	home[length] = '\0';
	dirname(dirname(home));
	return true;
}

/* The launcher's jar names the rest of the class path. */
static char *find_jar(const char *home)
{
	glob_t found;

	if (glob(format("%s/lib/io.tallyman.launcher-*.jar", home), 0, NULL, &found) || found.gl_pathc != 1) {
		say("%s/lib is incomplete; install tallyman again", home);
		return NULL;
	}
	return found.gl_pathv[0];
}

static struct call read_call(int argc, char **argv)
{
	static const char *const short_ones[] = {"list", "doctor", "run", "replay", "shell", "help", NULL};
	struct call call = {.command = argc > 1 ? argv[1] : "", .traces = true};

	for (int i = 0; short_ones[i]; i++)
		if (!strcmp(call.command, short_ones[i]))
			call.traces = false;
	for (int i = 1; i < argc; i++)
		if (!strcmp(argv[i], "-h") || !strcmp(argv[i], "--help") || !strcmp(argv[i], "-V") ||
		    !strcmp(argv[i], "--version"))
			call.asks = true;
	return call;
}

/* glibc makes a memory arena for each thread otherwise, and keeps what the compilers have freed. */
static void bound_memory(void)
{
	setenv("MALLOC_ARENA_MAX", "1", 0);
	setenv("MALLOC_TRIM_THRESHOLD_", "131072", 0);
}

int main(int argc, char **argv)
{
	struct call call = read_call(argc, argv);
	struct arguments arguments = {0};
	char home[PATH_MAX];
	struct jdk jdk;
	char *jar;

	if (!strcmp(call.command, "health") && (argc == 2 || (argc == 3 && !strcmp(argv[2], "--ready"))))
		return health(argc == 3);
	if (!find_home(home) || !find_jdk(&jdk, home))
		return 1;
	call.plain = may_be_plain(home, &call, argc, argv);
	jar = find_jar(home);
	if (!jar)
		return 1;
	bound_memory();
	add_program(&arguments, &jdk);
	add_options(&arguments, &jdk, home, &call);
	add_terminal(&arguments);
	add_archive(&arguments, &jdk, home, &call);
	add(&arguments, format("-Dtallyman.home=%s", home));
	if (call.plain)
		add(&arguments, "-Dtallyman.plain=true");
	add(&arguments, "-jar");
	add(&arguments, jar);
	for (int i = 1; i < argc; i++)
		add(&arguments, argv[i]);
	add(&arguments, NULL);
	if (!drop_capabilities())
		return 1;
	execv(arguments.words[0], arguments.words);
	say("cannot start %s: %s", arguments.words[0], strerror(errno));
	return 1;
}
