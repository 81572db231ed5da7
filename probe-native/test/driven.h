/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DRIVEN_H
#define DRIVEN_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* A program that runs under the eyes of a test, with a pipe at each of its ends. */
struct driven {
	pid_t pid;
	int input;  /* its standard input */
	int output; /* its standard output */
	int error;  /* its standard error: a file in memory */
	char *text; /* what it said and nobody has read yet */
	size_t length;
	size_t taken;
};

/* The arguments end with a NULL. */
void driven_start(struct driven *driven, const char *const *arguments);

void driven_say(const struct driven *driven, const char *text);

/* The next line it says, without its end; NULL when none comes in time. Valid until the next call. */
const char *driven_line(struct driven *driven, int seconds);

/* Its status as from waitpid(), -1 when it does not end in time; then it is killed. */
int driven_wait(struct driven *driven, int seconds);

/* What it has said on standard error so far. */
const char *driven_complaints(const struct driven *driven);

/* Kills it if it still runs, and frees all. */
void driven_end(struct driven *driven);

/* The number after the `second` text, looked for behind the `first` (or after the `first` when `second` is NULL); -1
 * when missing. */
long long number_after(const char *line, const char *first, const char *second);

#endif
