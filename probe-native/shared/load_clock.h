/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LOAD_CLOCK_H
#define LOAD_CLOCK_H

#include <linux/types.h>

#include <bpf/libbpf.h>

/*
 * How long the BPF_PROG_LOAD call took that made the program behind this descriptor: the verifier and, where it
 * is on, the JIT. Nothing of libbpf's own work (ELF, BTF, relocation) is in it. 0 when unknown.
 */
__u64 load_nanos(int program_fd);

/*
 * The verifier's part of it, in whole microseconds, by the kernel's own clock; the rest is mostly the JIT, blinding
 * included. 0 when the kernel did not say.
 */
__u64 load_verifier_nanos(int program_fd);

/* What the verifier had to do for it, by the kernel's own count; all 0 when the kernel did not say. */
struct verifier_work {
	__u64 instructions; /* walked through, over all paths; no less than the program has that can be reached */
	__u64 total_states; /* remembered, to tell whether a path need not be walked again */
	__u64 peak_states;  /* of them the most at a time */
};

struct verifier_work load_verifier_work(int program_fd);

/* Instructions that the kernel was handed, those of functions that the program calls included; 0 when unknown. */
__u64 load_instructions(int program_fd);

/* The kernel's name, at most 15 characters, of the program whose load failed last; "" when none did. */
const char *last_refused_program(void);

void forget_refused_program(void);

/*
 * From now on the kernel is handed `r0 = 0; exit` in place of each program of this object, to be loaded and attached as
 * that one. NULL: every program is handed over as it is.
 */
void load_emptied(const struct bpf_object *object);

#endif
