/* SPDX-License-Identifier: Apache-2.0 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>

enum exit_code {
	EXIT_DONE = 0,
	EXIT_FAILED = 1,
	EXIT_USAGE = 2,
};

/* Ways to attach, in the order in which `auto` tries them. */
enum attach_kind {
	ATTACH_FENTRY,
	ATTACH_KPROBE,
	ATTACH_RAW_TP,
	ATTACH_KINDS,
	ATTACH_AUTO = ATTACH_KINDS,
};

enum variant {
	VARIANT_LATENCY,
	VARIANT_EMPTY,
	VARIANT_ARITHMETIC,
	VARIANTS,
};

struct options {
	enum attach_kind attach;
	enum variant variant;
	int length;	       /* additions in each program of the arithmetic variant; 0 for the others */
	long long duration_ns; /* 0: until told to end */
	long long interval_ns; /* 0: no interval lines by the clock */
	int copies;	       /* 1 .. MAX_COPIES: how often the same programs are loaded and attached */
	unsigned int sockets;  /* room in the map of sockets */
	bool stats;	       /* the kernel's own statistics from the start */
	bool control;	       /* commands on standard input */
	bool survey;	       /* load nothing: say what is attached already */
	const char *object;    /* a file to load in place of the object inside; NULL for that */
	bool kallsyms;	       /* say whether /proc/kallsyms names the programs */
	bool verbose;	       /* libbpf's words on standard error */
	bool help;
};

#define MAX_COPIES 64
#define MAX_SOCKETS (4u * 1024 * 1024)
#define DEFAULT_SOCKETS (16u * 1024)

extern const char *const attach_names[ATTACH_KINDS + 1];
extern const char *const variant_names[VARIANTS];

/* Reads the command line. Returns false after one sentence on standard error when it makes no sense. */
bool parse_options(int argc, char **argv, struct options *options);

void print_help(void);

#endif
