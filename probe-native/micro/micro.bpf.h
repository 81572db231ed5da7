/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * What the micro programs have in common. Each file beside this one holds one program, named `micro`, that does one
 * kind of thing over and over, so that what it takes beyond `empty` is that thing.
 *
 * They are classifiers (`tc`) because that type has all that is needed here: BPF_PROG_TEST_RUN repeats it inside the
 * kernel (raw tracepoints it runs once), it may call every helper that is measured, and it is dispatched by a plain
 * indirect call (an XDP program is reached through a dispatcher that is patched for it).
 *
 * From the entry to the exit each takes one path: conditional jumps fall through, or lead where falling through leads.
 * So the instructions of a run can be counted before it is run (micro/walk.h).
 *
 * Each returns DONE when it did what it is there for; a run that returns anything else is not counted.
 */
#ifndef MICRO_BPF_H
#define MICRO_BPF_H

#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define DONE 1

/* Calls of one kind in a run; and how often four single instructions stand in a row. A CPU begins with what is to come
 * before it has left what was: a program must be long beside the way in and out. */
#define TIMES 32
#define LONG_TEXT "128"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

#endif
