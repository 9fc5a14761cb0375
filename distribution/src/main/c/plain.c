// SPDX-License-Identifier: Apache-2.0
#include "launcher.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * Help, versions, some lists, and messages about wrong words need no framework, which would take a second. To try that with
 * each command line would delay each trace, so only a command line that looks like one of these is tried. Where the look is
 * deceived, time is lost, and the answer stays the same. The build writes lib/options from the description of the command
 * line: a line for each command, with the command's name and the names of its options.
 */

/* What is traced if no command is named. */
#define DEFAULT_COMMAND "trace"

static bool names(const char *line, const char *word, size_t length)
{
	for (const char *at = line; *at; at += strcspn(at, " \n"), at += *at != '\0')
		if (!strncmp(at, word, length) && strchr(" \n", at[length]))
			return true;
	return false;
}

/* Words without a dash are values. A short option may have its value, or further options, behind its letter. */
static bool is_known(const char *line, const char *word)
{
	if (word[0] != '-' || !word[1])
		return true;
	return names(line, word, word[1] == '-' ? strcspn(word, "=") : 2);
}

static bool all_known(const char *line, int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (!is_known(line, argv[i]))
			return false;
	return true;
}

/* Commands that need no framework for some of their words. Some kinds of lists are built in. */
static bool is_tried(const char *command)
{
	return !strcmp(command, "list") || !strcmp(command, "help");
}

bool may_be_plain(const char *home, const struct call *call, int argc, char **argv)
{
	const char *command = call->command[0] && call->command[0] != '-' ? call->command : DEFAULT_COMMAND;
	size_t length = strlen(command);
	FILE *options;
	char *line = NULL;
	size_t size = 0;
	bool plain = true;

	if (call->asks || is_tried(command))
		return true;
	options = fopen(format("%s/lib/options", home), "re");
	if (!options)
		return false;
	/* a command without a line is a wrong one */
	while (plain && getline(&line, &size, options) > 0)
		if (!strncmp(line, command, length) && line[length] == ' ')
			plain = !all_known(line, argc, argv);
	free(line);
	fclose(options);
	return plain;
}
