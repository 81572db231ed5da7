/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WALK_H
#define WALK_H

#include <linux/bpf.h>
#include <stdbool.h>
#include <stddef.h>

/* What a run of a program executes. */
struct walk {
	unsigned long long instructions; /* its own functions' included; a constant of 64 bits is one, not two */
	unsigned long long helper_calls; /* how many of these call into the kernel */
};

/*
 * Follows a program from its first instruction to its exit. Conditional jumps fall through and jumps are followed: the
 * micro programs are written so that a run takes just this path (micro/micro.bpf.h). A tail call ends the walk, since
 * what runs then is another program.
 *
 * False when there is no exit on that path.
 */
bool walk_program(const struct bpf_insn *instructions, size_t count, struct walk *walk);

#endif
