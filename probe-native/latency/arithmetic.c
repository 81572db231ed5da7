// SPDX-License-Identifier: Apache-2.0

#include "arithmetic.h"

#include <errno.h>
#include <linux/bpf.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

// Fits into 8 bits, which makes the native instruction the shortest there is: 10,000 of them are 40 kB.
#define ADDEND 7

#define ADDITION ((struct bpf_insn){ .code = BPF_ALU64 | BPF_ADD | BPF_K, .dst_reg = BPF_REG_0, .imm = ADDEND })
#define ZERO ((struct bpf_insn){ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = 0 })
#define EXIT ((struct bpf_insn){ .code = BPF_JMP | BPF_EXIT })

int arithmetic_fill(struct bpf_program *program, int length)
{
	size_t count = (size_t)length + ARITHMETIC_BESIDE;
	struct bpf_insn *instructions = calloc(count, sizeof(*instructions));
	int error;

	if (!instructions)
		return ENOMEM;
	instructions[0] = ZERO;
	for (int i = 1; i <= length; i++)
		instructions[i] = ADDITION;
	instructions[length + 1] = ZERO; // what fentry programs must return
	instructions[length + 2] = EXIT;
	error = -bpf_program__set_insns(program, instructions, count);
	free(instructions);
	return error;
}

#ifdef __x86_64__

#define ADDITION_BYTES 4

// Longer than any first-level instruction cache of today.
#define EVICTING (128 * 1024 / ADDITION_BYTES)

typedef __u64 chain(void);

static const unsigned char native_zero[] = { 0x31, 0xc0 };				   // xor eax, eax
static const unsigned char native_addition[ADDITION_BYTES] = { 0x48, 0x83, 0xc0, ADDEND }; // add rax, 7
static const unsigned char native_return[] = { 0xc3 };

static size_t chain_bytes(int length)
{
	return sizeof(native_zero) + (size_t)length * ADDITION_BYTES + sizeof(native_return);
}

static void write_chain(unsigned char *code, int length)
{
	memcpy(code, native_zero, sizeof(native_zero));
	code += sizeof(native_zero);
	for (int i = 0; i < length; i++, code += ADDITION_BYTES)
		memcpy(code, native_addition, ADDITION_BYTES);
	memcpy(code, native_return, sizeof(native_return));
}

static __u64 nanos(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (__u64)now.tv_sec * 1000000000u + (__u64)now.tv_nsec;
}

// The coarse clock stands still but for the timer's interrupt. A run into which that fell is not counted, as it is not
// among the messages of the exact lane.
static bool time_chain(chain *timed, chain *evicting, int length, long long runs, struct chain_time *time)
{
	*time = (struct chain_time){ 0 };
	for (long long run = 0; run < runs; run++) {
		__u64 tick;
		__u64 begin;
		__u64 took;
		__u64 sum;

		evicting();
		tick = nanos(CLOCK_MONOTONIC_COARSE);
		begin = nanos(CLOCK_MONOTONIC_RAW);
		sum = timed();
		took = nanos(CLOCK_MONOTONIC_RAW) - begin;
		if (sum != (__u64)length * ADDEND) {
			errno = EILSEQ; // it was not this chain that ran
			return false;
		}
		if (nanos(CLOCK_MONOTONIC_COARSE) == tick) {
			time->runs++;
			time->time_ns += took;
		}
	}
	return true;
}

bool chain_run(int length, long long runs, struct chain_time *time)
{
	// A program in the kernel is never interrupted by another process, so this must not be either; without the
	// right to ask for that it is timed all the same.
	const struct sched_param first = { .sched_priority = 1 };
	struct sched_param as_found;
	int policy = sched_getscheduler(0);
	size_t timed_bytes = chain_bytes(length);
	size_t size = timed_bytes + chain_bytes(EVICTING);
	unsigned char *code = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	bool done = false;

	if (code == MAP_FAILED)
		return false;
	write_chain(code, length);
	write_chain(code + timed_bytes, EVICTING);
	if (mprotect(code, size, PROT_READ | PROT_EXEC) == 0) {
		bool prior = policy >= 0 && !sched_getparam(0, &as_found) && !sched_setscheduler(0, SCHED_FIFO, &first);

		done = time_chain((chain *)code, (chain *)(code + timed_bytes), length, runs, time);
		if (prior)
			sched_setscheduler(0, policy, &as_found);
	}
	munmap(code, size);
	return done;
}

#else

bool chain_run(int length, long long runs, struct chain_time *time)
{
	(void)length;
	(void)runs;
	(void)time;
	errno = EOPNOTSUPP;
	return false;
}

#endif
