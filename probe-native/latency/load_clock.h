/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LOAD_CLOCK_H
#define LOAD_CLOCK_H

#include <linux/types.h>

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

/* The kernel's name, at most 15 characters, of the program whose load failed last; "" when none did. */
const char *last_refused_program(void);

void forget_refused_program(void);

#endif
