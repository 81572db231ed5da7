/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PROGRAMS_H
#define PROGRAMS_H

#include <linux/types.h>
#include <stdbool.h>

#include <bpf/libbpf.h>

#include "json.h"

/* One program, loaded and attached. */
struct loaded {
	struct bpf_program *program;
	struct bpf_link *link;
};

/* What a program's line says of it beside what the kernel does. */
struct labels {
	const char *hook;  /* what it is attached to */
	const char *role;  /* what it is there for; NULL when that is nobody's business */
	const char *built; /* what its object says of its own making, "" when nothing */
	int copy;	   /* from 1 */
	bool kallsyms;	   /* look its name up in /proc/kallsyms */
};

/* As an element of the array that is open. False after one sentence on standard error. */
bool report_program(struct json *json, const struct loaded *loaded, const struct labels *labels);

/*
 * What it is attached as: fentry, fexit, fmod_ret, tp_btf, iter, lsm, kprobe, kretprobe, tracepoint, raw_tp, …: by its
 * type, and where that is one for several, by what its section begins with.
 */
const char *attached_as(const struct bpf_program *program);

/* The kernel's own figures of one program: nothing is counted while statistics are off. */
struct run_figures {
	__u64 count;
	__u64 time_ns;
	__u64 recursion_misses;
};

/* False after one sentence on standard error. */
bool read_runs(const struct bpf_program *program, struct run_figures *run);

/* Members of an entry of `hooks`: the runs of one program in all copies of it. */
void report_runs(struct json *json, const struct run_figures *first_copy, int copies_run);

/* What ran a second. */
double per_second(__u64 count, __u64 nanos);

#endif
