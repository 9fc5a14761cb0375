// SPDX-License-Identifier: Apache-2.0
#include "launcher.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * A class archive takes half a second off the start. The archive holds for one set of jars on one runtime. The runtime
 * itself does not notice every difference, so the archive's name has a fingerprint of all jars: names, sizes, times.
 * Reproducible builds give all jars one time of modification. So the fingerprint for an archive that is made on this
 * machine has the time when the file was put in its place as well; the fingerprint for a shipped archive cannot, because
 * that time is another one on each machine. The product may lie anywhere, so names are below the product's directory.
 */
enum fingerprint { SHIPPED, LOCAL };

#define START 0xcbf29ce484222325ULL

static uint64_t mix(uint64_t hash, const void *bytes, size_t count)
{
	const unsigned char *at = bytes;

	/* FNV-1a, 64 bits */
	for (size_t i = 0; i < count; i++)
		hash = (hash ^ at[i]) * 0x100000001b3ULL;
	return hash;
}

static uint64_t mix_jars(uint64_t hash, const char *home, const char *directory, enum fingerprint kind)
{
	struct stat facts;
	glob_t jars;

	if (glob(format("%s/%s/*.jar", home, directory), 0, NULL, &jars))
		return hash;
	for (size_t i = 0; i < jars.gl_pathc; i++) {
		const char *path = jars.gl_pathv[i];

		if (stat(path, &facts))
			continue;
		hash = mix(hash, path + strlen(home), strlen(path + strlen(home)));
		hash = mix(hash, &facts.st_size, sizeof(facts.st_size));
		hash = mix(hash, &facts.st_mtim.tv_sec, sizeof(facts.st_mtim.tv_sec));
		if (kind == LOCAL)
			hash = mix(hash, &facts.st_ctim, sizeof(facts.st_ctim));
	}
	globfree(&jars);
	return hash;
}

/* The same for every version of the product that is installed in one place and runs on one runtime. */
static char *place_name(const struct jdk *jdk, const char *home)
{
	return format("%s-%016llx", jdk->build, (unsigned long long)mix(START, home, strlen(home)));
}

static char *archive_name(const struct jdk *jdk, const char *home, enum fingerprint kind)
{
	uint64_t hash = START;

	hash = mix_jars(hash, home, "lib", kind);
	hash = mix_jars(hash, home, "system", kind);
	hash = mix_jars(hash, home, "plugins", kind);
	return format("%s-%016llx", kind == LOCAL ? place_name(jdk, home) : jdk->build, (unsigned long long)hash);
}

/* Where archives are kept: /var/cache for root, below the home directory for others. NULL where there is no place. */
static char *cache_directory(void)
{
	const char *base = getenv("XDG_CACHE_HOME");
	struct stat facts;

	if (!stat("/var/cache", &facts) && facts.st_uid == geteuid() && !access("/var/cache", W_OK))
		return format("/var/cache/tallyman");
	if (base && *base == '/')
		return format("%s/tallyman", base);
	base = getenv("HOME");
	return base && *base == '/' ? format("%s/.cache/tallyman", base) : NULL;
}

/* What is in the archive runs as this user, so the directory has to be this user's alone. */
static bool is_private(const char *directory)
{
	struct stat facts;

	return !lstat(directory, &facts) && S_ISDIR(facts.st_mode) && facts.st_uid == geteuid() &&
	       (facts.st_mode & 0777) == 0700 && !access(directory, W_OK);
}

/* An archive that was made for the product when it was built lies beside its jars. */
static bool add_shipped(struct arguments *to, const char *home, const char *name)
{
	char *aot = format("%s/lib/%s.aot", home, name);
	char *jsa = format("%s/lib/%s.jsa", home, name);

	if (!access(aot, R_OK))
		add(to, format("-XX:AOTCache=%s", aot));
	else if (!access(jsa, R_OK))
		add(to, format("-XX:SharedArchiveFile=%s", jsa));
	else
		return false;
	return true;
}

/* Commands that need no framework use classes that a trace does not use, so the launcher loads these classes as well. */
static void add_rehearsal(struct arguments *to)
{
	add(to, "-Dtallyman.archive=true");
}

/*
 * An AOT cache keeps profiles of all methods that were compiled in the training, and a later run compiles these methods at
 * their first calls. That is good for the path of events, and bad for what a start alone calls often: its start then
 * takes a fifth more processor time. So the training compiles nothing but what it calls as often as events come.
 */
static char *const events_alone[] = {
	"-XX:Tier3InvocationThreshold=200000", "-XX:Tier3MinInvocationThreshold=100000",
	"-XX:Tier3CompileThreshold=200000", "-XX:Tier3BackEdgeThreshold=2000000",
	"-XX:Tier4InvocationThreshold=300000", "-XX:Tier4MinInvocationThreshold=200000",
	"-XX:Tier4CompileThreshold=300000", NULL,
};

static void add_cache_training(struct arguments *to, const char *home, const char *name)
{
	add(to, format("-XX:AOTCacheOutput=%s/lib/%s.aot", home, name));
	for (int i = 0; events_alone[i]; i++)
		add(to, events_alone[i]);
}

/*
 * The build trains the archive that is shipped: TALLYMAN_TRAIN is set, and the runtime writes the archive at the end of
 * this run. From Java 25 on the archive is an AOT cache, which keeps profiles of methods as well.
 */
static bool add_training(struct arguments *to, const struct jdk *jdk, const char *home, const char *name)
{
	if (!getenv("TALLYMAN_TRAIN"))
		return false;
	add_rehearsal(to);
	if (jdk->feature >= 25)
		add_cache_training(to, home, name);
	else
		add(to, format("-XX:ArchiveClassesAtExit=%s/lib/%s.jsa", home, name));
	return true;
}

/*
 * The runtime writes an archive at the end of the first trace: lists and checks see too few classes to make a good one.
 * The runtime notices by itself when an archive is not its own, and goes on without.
 */
static void add_cached(struct arguments *to, const struct jdk *jdk, const char *archive, bool traces)
{
	if (traces && access(archive, R_OK))
		add_rehearsal(to);
	if (jdk->feature >= 19 && traces) {
		add(to, format("-XX:SharedArchiveFile=%s", archive));
		add(to, "-XX:+AutoCreateSharedArchive");
	} else if (!access(archive, R_OK)) {
		add(to, format("-XX:SharedArchiveFile=%s", archive));
	} else if (traces) {
		add(to, format("-XX:ArchiveClassesAtExit=%s", archive));
	}
}

/* An archive has some 20 MB, so the one of jars that have changed since is removed. */
static void remove_outdated(const char *directory, const char *place, const char *archive)
{
	glob_t found;

	if (glob(format("%s/%s-*.jsa", directory, place), 0, NULL, &found))
		return;
	for (size_t i = 0; i < found.gl_pathc; i++)
		if (strcmp(found.gl_pathv[i], archive))
			unlink(found.gl_pathv[i]);
	globfree(&found);
}

static void make_private(char *directory)
{
	char *slash = strrchr(directory, '/');
	mode_t mask = umask(077);

	*slash = '\0';
	mkdir(directory, 0700);
	*slash = '/';
	mkdir(directory, 0700);
	umask(mask);
}

void add_archive(struct arguments *to, const struct jdk *jdk, const char *home, const struct call *call)
{
	char *shipped = archive_name(jdk, home, SHIPPED);
	bool traces = call->traces && !call->plain;
	char *directory;
	char *archive;

	if (!strcmp(call->command, "shell") || add_training(to, jdk, home, shipped) || add_shipped(to, home, shipped))
		return;
	directory = cache_directory();
	if (!directory)
		return;
	if (traces && access(directory, F_OK))
		make_private(directory);
	if (!is_private(directory))
		return;
	archive = format("%s/%s.jsa", directory, archive_name(jdk, home, LOCAL));
	remove_outdated(directory, place_name(jdk, home), archive);
	add_cached(to, jdk, archive, traces);
}
