/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONTROL_H
#define CONTROL_H

#include <stdbool.h>
#include <stddef.h>

#include "json.h"

/* From when a line's figures count. */
enum since { SINCE_READY, SINCE_LAST_LINE, SINCES };

enum answer { ANSWERED, UNKNOWN_COMMAND, NOBODY_LISTENS };

/* An attached probe, as far as the protocol goes; `probe` is handed to each of its functions. */
struct served {
	const void *probe;
	/* Adds what there is to say of it to `ready`. False after one sentence on standard error. */
	bool (*ready)(struct json *json, const void *probe);
	/* Counts from now on, for SINCE_READY and SINCE_LAST_LINE alike. False after one sentence on standard error. */
	bool (*begin)(const void *probe);
	/* Adds what grew to a line, and counts anew from here. False after one sentence on standard error. */
	bool (*growth)(struct json *json, const void *probe, enum since since, bool stats_on);
	/* Obeys a command that this kind of probe alone knows, and answers it; NULL when it knows none. */
	enum answer (*command)(const void *probe, const char *command);
	const int *fills;     /* descriptors that can be read when something has filled that must be emptied */
	size_t fill_count;    /* of them; 0 when nothing fills */
	void (*empty)(void);  /* empties it; before a line of figures too */
	const char *commands; /* their names, for whoever says something else: ", chain RUNS" or "" */
};

struct control_options {
	long long duration_ns; /* 0: until told to end */
	long long interval_ns; /* 0: no interval lines by the clock */
	bool stats;	       /* the kernel's own statistics from the start */
	bool commands;	       /* on standard input */
};

/*
 * Says `ready`, then serves the clock, the signals and, where asked to, commands, until it is time to end; then says
 * `result`. False when something failed (said on standard error) or nobody is there to listen.
 */
bool control_run(const struct served *served, const struct control_options *options);

#endif
