// SPDX-License-Identifier: Apache-2.0
#include "launcher.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/*
 * An option that a runtime does not know would end it, so unknown ones are ignored: TrimNativeHeapInterval came to 17
 * with an update. Class archives are mapped where they were made for, because moving one costs time at the start and a
 * private copy of most of its pages. The heap is small, because the event path allocates nothing. The long event loop
 * needs the optimizing compiler, but what only the start calls often does not: the event path passes these thresholds
 * within its first milliseconds.
 */
static char *const always[] = {
	"-XX:+IgnoreUnrecognizedVMOptions", "-XX:+UnlockDiagnosticVMOptions", "-XX:ArchiveRelocationMode=0",
	"-XX:+UseSerialGC", "-Xms16m", "-Xmn4m", "-Xss512k", "-XX:MaxDirectMemorySize=8g", "-XX:-UsePerfData",
	"-XX:ReservedCodeCacheSize=48m", "-XX:TrimNativeHeapInterval=10000", "-XX:AsyncDeflationInterval=5000",
	"-XX:Tier4InvocationThreshold=20000", "-XX:Tier4MinInvocationThreshold=5000",
	"-XX:Tier4CompileThreshold=40000", "-XX:Tier4BackEdgeThreshold=200000",
	"-XX:+DisplayVMOutputToStderr", "-Xlog:disable", "-Djna.nosys=false", "-Djna.nounpack=true",
	/* every library is named by its path: without this JNA runs ldconfig at each start */
	"-Djna.platform.library.path=",
	"-Dfile.encoding=UTF-8", "-Djava.util.logging.config.class=io.tallyman.launcher.LogSetup", NULL,
};

void add(struct arguments *to, char *word)
{
	to->words = realloc(to->words, (to->count + 1) * sizeof(*to->words));
	if (!to->words) {
		say("out of memory");
		exit(1);
	}
	to->words[to->count++] = word;
}

/* Options that the administrator gives, parted by blanks. */
static void add_words(struct arguments *to, const char *words)
{
	char *rest = words ? format("%s", words) : NULL;

	for (char *word = rest ? strtok(rest, " \t\n") : NULL; word; word = strtok(NULL, " \t\n"))
		add(to, word);
}

/* Native libraries that lie beside the jars are loaded where they lie, so nothing has to be unpacked. */
static void add_native(struct arguments *to, const char *home)
{
	char *directory = format("%s/native", home);

	if (access(directory, X_OK))
		return;
	add(to, format("-Dtallyman.native=%s", directory));
	add(to, format("-Djna.boot.library.path=%s", directory));
}

/* A command that ends at once has ended before the optimizing compiler's work could be of use. */
static bool ends_at_once(const struct call *call)
{
	return call->asks || !strcmp(call->command, "list") || !strcmp(call->command, "help") ||
	       !strcmp(call->command, "doctor");
}

void add_options(struct arguments *to, const struct jdk *jdk, const char *home, const struct call *call)
{
	const char *heap = getenv("TALLYMAN_HEAP");

	for (int i = 0; always[i]; i++)
		add(to, always[i]);
	if (ends_at_once(call))
		add(to, "-XX:TieredStopAtLevel=1");
	add(to, format("-Xmx%s", heap && *heap ? heap : "64m"));
	if (jdk->feature >= 25)
		add(to, "-XX:+UseCompactObjectHeaders");
	if (jdk->feature >= 24)
		add(to, "--sun-misc-unsafe-memory-access=allow");
	add_native(to, home);
	add_words(to, getenv("TALLYMAN_JAVA_OPTS"));
}

void add_terminal(struct arguments *to)
{
	struct winsize size = {0};

	if (isatty(STDIN_FILENO))
		add(to, "-Dtallyman.stdin.tty=true");
	if (!isatty(STDOUT_FILENO))
		return;
	add(to, "-Dtallyman.stdout.tty=true");
	if (!ioctl(STDOUT_FILENO, TIOCGWINSZ, &size))
		add(to, format("-Dtallyman.stdout.width=%u", size.ws_col));
}
