/* SPDX-License-Identifier: Apache-2.0 */
#ifndef OBJECT_OPTIONS_H
#define OBJECT_OPTIONS_H

#include <stdbool.h>

enum exit_code {
	EXIT_DONE = 0,
	EXIT_FAILED = 1,
	EXIT_USAGE = 2,
};

struct options {
	const char *object;   /* the file */
	const char *programs; /* names of those to load, with commas between them; NULL for all that load by default */
	bool empty;	      /* programs that do nothing in their places */
	int copies;	      /* 1 .. MAX_COPIES: how often the object is loaded and attached */
	bool kallsyms;	      /* say whether /proc/kallsyms names the programs */
	bool control;	      /* commands on standard input */
	bool list;	      /* load nothing: say what is in the object */
	bool verbose;	      /* libbpf's words on standard error */
	bool help;
};

#define MAX_COPIES 64

/* Reads the command line. Returns false after one sentence on standard error when it makes no sense. */
bool parse_options(int argc, char **argv, struct options *options);

void print_help(void);

#endif
