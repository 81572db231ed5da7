/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PROBING_H
#define PROBING_H

#include <string.h>

#include "check.h"
#include "driven.h"
#include "exchange.h"

/* What all tests with a real probe need. The directory that holds it is the first argument. */

/* Loading takes well below a second on a machine, and some seconds of an emulated one. */
#define PATIENCE 60

static char probe_path[4096];

static inline void find_program(int argc, char **argv, const char *program, const char *usage)
{
	if (argc < 2) {
		fprintf(stderr, "usage: %s\n", usage);
		exit(2);
	}
	snprintf(probe_path, sizeof(probe_path), "%s/%s", argv[1], program);
}

static inline void find_probe(int argc, char **argv, const char *usage)
{
	find_program(argc, argv, "latency-probe", usage);
}

#define START(driven, ...) driven_start(driven, (const char *const[]){ probe_path, __VA_ARGS__, NULL })

static inline long long role_number(const char *line, const char *role, const char *what)
{
	char place[32];
	char name[32];

	snprintf(place, sizeof(place), "\"role\":\"%s\"", role);
	snprintf(name, sizeof(name), "\"%s\"", what);
	return number_after(line, place, name);
}

static inline long long lost(const char *line, const char *what)
{
	char name[32];

	snprintf(name, sizeof(name), "\"%s\"", what);
	return number_after(line, "\"lost\"", name);
}

/* How many values stand in the list that begins behind `name`, by their counts. */
static inline long long values(const char *line, const char *name)
{
	const char *at = line ? strstr(line, name) : NULL;
	long long sum = 0;

	if (!at)
		return -1;
	for (at += strlen(name); *at && strncmp(at, "]]", 2) != 0 && strncmp(at, "[]", 2) != 0; at++) {
		if (*at == ',' && at[-1] != ']')
			sum += strtoll(at + 1, NULL, 10);
	}
	return sum;
}

static inline bool has(const char *line, const char *text)
{
	return line && strstr(line, text);
}

// A kernel that does not let us in is no failure of the test; a program that the verifier refuses is.
static inline void skip_unless_ready_keeping(struct driven *probe, const char **line)
{
	*line = driven_line(probe, PATIENCE);
	if (has(*line, "\"type\":\"ready\""))
		return;
	driven_wait(probe, 5);
	CHECK(!has(driven_complaints(probe), "verifier"), "%s", driven_complaints(probe));
	SKIP("%.*s", (int)strcspn(driven_complaints(probe), "\n"), driven_complaints(probe));
}

static inline void skip_unless_ready(struct driven *probe)
{
	const char *line;

	skip_unless_ready_keeping(probe, &line);
}

static inline void exchange(long messages)
{
	struct exchange exchange;

	exchange_open(&exchange);
	exchange_messages(&exchange, messages, 64);
	exchange_close(&exchange);
}

#endif
