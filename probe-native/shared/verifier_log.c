// SPDX-License-Identifier: Apache-2.0

#include "verifier_log.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define TAIL_LINES 15

static char log[16 * 1024 * 1024];

char *verifier_log(void)
{
	return log;
}

size_t verifier_log_size(void)
{
	return sizeof(log);
}

void verifier_log_clear(void)
{
	log[0] = 0;
}

char *verifier_log_tail(void)
{
	const char *start = log + strnlen(log, sizeof(log) - 1);
	int lines = 0;

	if (start == log)
		return NULL;
	while (start > log && !(start[-1] == '\n' && lines++ == TAIL_LINES))
		start--;
	return strdup(start);
}

// What it writes below its reason, whatever the reason was.
static bool is_statistics(const char *line)
{
	return strncmp(line, "processed ", 10) == 0 || strncmp(line, "verification time ", 18) == 0 ||
	       strncmp(line, "stack depth ", 12) == 0;
}

const char *verifier_log_verdict(void)
{
	static char verdict[256];
	const char *line = log + strnlen(log, sizeof(log) - 1);

	verdict[0] = 0;
	while (line > log && (!verdict[0] || is_statistics(verdict))) {
		line--; // over the end of the line before
		while (line > log && line[-1] != '\n')
			line--;
		snprintf(verdict, sizeof(verdict), "%.*s", (int)strcspn(line, "\n"), line);
	}
	return is_statistics(verdict) ? "" : verdict;
}
