/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ARITHMETIC_H
#define ARITHMETIC_H

#include <linux/types.h>
#include <stdbool.h>

#include <bpf/libbpf.h>

/*
 * A chain of additions, of a length one chooses: the yardstick that the instrument is calibrated with. Each addition
 * needs the one before it, so that a CPU cannot run two at once, and is one BPF instruction (`r0 += 7`) of which the
 * JIT for x86-64 makes one native instruction of four bytes (`add rax, 7`: 48 83 c0 07). Beside them stand three BPF
 * instructions, whatever the length.
 */
#define ARITHMETIC_BESIDE 3
#define ARITHMETIC_MAX 100000

/* Makes the program, which is not loaded yet, a chain of that length. 0, or an error number. */
int arithmetic_fill(struct bpf_program *program, int length);

/* How often a chain ran undisturbed by the timer's interrupt, and how long those runs took. */
struct chain_time {
	__u64 runs;
	__u64 time_ns;
};

#define CHAIN_RUNS_MAX 10000000

/*
 * Runs the same chain of the same native instructions `runs` times here, in user space, and times each run by
 * CLOCK_MONOTONIC_RAW: neither BPF nor the kernel's statistics have a hand in it. Before each run, untimed, a longer
 * chain takes its place in the instruction caches, as the kernel's own code does between two runs of a program.
 *
 * False when this processor is not known or the memory cannot be had; errno says why.
 */
bool chain_run(int length, long long runs, struct chain_time *time);

#endif
