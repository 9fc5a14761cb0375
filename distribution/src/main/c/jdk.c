// SPDX-License-Identifier: Apache-2.0
#include "launcher.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define OLDEST 17

/* The dynamic linker of the runtime's own C library. ps shows the linker's name, so the linker is called java. */
#define LOADER "libc/java"

/* A runtime that was found and is too old, for the message. */
static char too_old[PATH_MAX + 32];

/* Value of a line like JAVA_VERSION="17.0.15"; false where the line has another key. */
static bool read_value(const char *line, const char *key, char *value, size_t size)
{
	size_t length = strlen(key);

	if (strncmp(line, key, length) || line[length] != '=')
		return false;
	line += length + 1;
	line += strspn(line, "\"");
	snprintf(value, size, "%.*s", (int)strcspn(line, "\"\n"), line);
	return true;
}

static void read_release(FILE *release, struct jdk *jdk)
{
	char version[sizeof(jdk->build)] = "";
	char line[1024];

	jdk->build[0] = '\0';
	while (fgets(line, sizeof(line), release)) {
		read_value(line, "JAVA_VERSION", version, sizeof(version));
		read_value(line, "JAVA_RUNTIME_VERSION", jdk->build, sizeof(jdk->build));
	}
	jdk->feature = atoi(version);
	if (!jdk->build[0])
		memcpy(jdk->build, version, sizeof(version));
	/* the build becomes part of a file's name */
	for (char *c = jdk->build; *c; c++)
		if (*c == '/')
			*c = '_';
}

static bool use(struct jdk *jdk, const char *home)
{
	FILE *release;

	if (!home || !*home || access(format("%s/bin/java", home), X_OK))
		return false;
	release = fopen(format("%s/release", home), "re");
	if (!release)
		return false;
	read_release(release, jdk);
	fclose(release);
	jdk->has_libc = !access(format("%s/" LOADER, home), X_OK);
	snprintf(jdk->home, sizeof(jdk->home), "%s", home);
	if (jdk->feature >= OLDEST)
		return true;
	snprintf(too_old, sizeof(too_old), " (%s is Java %d)", home, jdk->feature);
	return false;
}

/* The runtime that a java on the PATH belongs to. */
static bool use_path(struct jdk *jdk)
{
	const char *path = getenv("PATH");
	char real[PATH_MAX];
	char *end;

	while (path && *path) {
		int length = (int)strcspn(path, ":");

		if (length && realpath(format("%.*s/java", length, path), real)) {
			end = strstr(real, "/bin/java");
			if (end) {
				*end = '\0';
				if (use(jdk, real))
					return true;
			}
		}
		path += length + (path[length] == ':');
	}
	return false;
}

static bool use_installed(struct jdk *jdk)
{
	bool found = false;
	glob_t homes;

	if (glob("/usr/lib/jvm/*", 0, NULL, &homes))
		return false;
	for (size_t i = 0; i < homes.gl_pathc && !found; i++)
		found = use(jdk, homes.gl_pathv[i]);
	globfree(&homes);
	return found;
}

bool find_jdk(struct jdk *jdk, const char *home)
{
	if (use(jdk, getenv("TALLYMAN_JAVA_HOME")) || use(jdk, format("%s/runtime", home)) ||
	    use(jdk, getenv("JAVA_HOME")) || use_path(jdk) || use_installed(jdk))
		return true;
	say("no Java %d or newer was found%s; install one (Debian: apt-get install openjdk-17-jre-headless) or name its "
	    "directory in TALLYMAN_JAVA_HOME", OLDEST, too_old);
	return false;
}

/*
 * A runtime that was built for a newer C library than this machine's brings its own. The dynamic linker is a program that
 * gets the program to run as an argument. Libraries that are named for programs of this machine fit its own C library.
 */
void add_program(struct arguments *to, const struct jdk *jdk)
{
	if (jdk->has_libc) {
		unsetenv("LD_LIBRARY_PATH");
		add(to, format("%s/" LOADER, jdk->home));
		add(to, "--library-path");
		add(to, format("%s/libc", jdk->home));
	}
	add(to, format("%s/bin/java", jdk->home));
}
