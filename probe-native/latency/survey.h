/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SURVEY_H
#define SURVEY_H

#include <linux/types.h>
#include <stdbool.h>

/* A program that is attached somewhere. */
struct place {
	const char *hook; /* one of survey_hooks; NULL while the kernel has not told */
	const char *kind; /* fentry, fexit, fmod_ret, kprobe, kretprobe, kprobe_multi, raw_tp, tp_btf, tracepoint,
			     perf_event */
	__u32 program;
	__u32 link; /* 0: attached without a link */
	__u32 pid;  /* of a process that holds it; 0: none seen */
};

#define MAX_PLACES 256

struct survey {
	struct place places[MAX_PLACES];
	int count;
	bool too_many;
	bool addresses_hidden;	   /* of kprobe_multi links, by the kernel */
	char links_error[128];	   /* why links could not be read; empty when they could */
	char processes_error[128]; /* why what processes hold could not be read; empty when it could */
};

/* Functions, then tracepoints, at which the probe attaches; the name as in the kernel, or NULL for any other. */
const char *survey_hook(const char *name);

/* The one of those functions that begins at an address; NULL for 0, which the kernel says where it hides addresses. */
const char *survey_function_at(__u64 address);

/* Adds a program at a hook (NULL: not told); one that is known there already gets what is new of it. */
void survey_add(struct survey *survey, struct place place);

/* What each kind of place is read from. */
void survey_links(struct survey *survey);
void survey_processes(struct survey *survey);

/* Prints what is attached where the probe would be, and what the kernel tells of its types, as one line. */
bool survey_print(void);

#endif
