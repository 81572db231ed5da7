// SPDX-License-Identifier: Apache-2.0
//
// What is counted of a program beforehand is what a run of it executes.

#include <linux/bpf.h>

#include "check.h"
#include "walk.h"

#define MOV(to, number) ((struct bpf_insn){ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = (to), .imm = (number) })
#define EXIT ((struct bpf_insn){ .code = BPF_JMP | BPF_EXIT })
#define CALL(source, number) ((struct bpf_insn){ .code = BPF_JMP | BPF_CALL, .src_reg = (source), .imm = (number) })
#define JUMP(kind, by) ((struct bpf_insn){ .code = BPF_JMP | (kind), .off = (by) })
#define LONG_CONSTANT ((struct bpf_insn){ .code = BPF_LD | BPF_IMM | BPF_DW }), ((struct bpf_insn){ 0 })

#define CHECK_WALK(of, many, calls)                                                                                    \
	do {                                                                                                           \
		struct walk walk_;                                                                                     \
		CHECK(walk_program((of), sizeof(of) / sizeof((of)[0]), &walk_), "it leads to no exit");                \
		CHECK(walk_.instructions == (many), "%llu instructions", walk_.instructions);                          \
		CHECK(walk_.helper_calls == (calls), "%llu calls", walk_.helper_calls);                                \
	} while (0)

static void a_straight_line_is_as_long_as_it_is(void)
{
	const struct bpf_insn line[] = { MOV(0, 1), MOV(1, 2), EXIT };

	CHECK_WALK(line, 3, 0);
}

static void a_long_constant_is_one_instruction(void)
{
	const struct bpf_insn line[] = { LONG_CONSTANT, LONG_CONSTANT, MOV(0, 1), EXIT };

	CHECK_WALK(line, 4, 0);
}

static void jumps_are_followed_and_conditions_fall_through(void)
{
	const struct bpf_insn jumps[] = { JUMP(BPF_JA, 1), MOV(0, 2), JUMP(BPF_JEQ, 1), MOV(0, 1), EXIT };

	CHECK_WALK(jumps, 4, 0);
}

static void own_functions_count_each_time(void)
{
	const struct bpf_insn calls[] = {
		CALL(BPF_PSEUDO_CALL, 2),
		CALL(BPF_PSEUDO_CALL, 1),
		EXIT,
		MOV(0, 1),
		CALL(0, BPF_FUNC_ktime_get_ns),
		EXIT,
	};

	CHECK_WALK(calls, 3 + 2 * 3, 2);
}

static void a_tail_call_is_the_end(void)
{
	const struct bpf_insn tail[] = { MOV(3, 0), CALL(0, BPF_FUNC_tail_call), MOV(0, 0), EXIT };

	CHECK_WALK(tail, 2, 1);
}

static void what_has_no_exit_has_no_length(void)
{
	const struct bpf_insn circle[] = { JUMP(BPF_JA, -1) };
	const struct bpf_insn cliff[] = { MOV(0, 1) };
	struct walk walk;

	CHECK(!walk_program(circle, 1, &walk), "a circle");
	CHECK(!walk_program(cliff, 1, &walk), "no exit");
}

int main(void)
{
	RUN(a_straight_line_is_as_long_as_it_is);
	RUN(a_long_constant_is_one_instruction);
	RUN(jumps_are_followed_and_conditions_fall_through);
	RUN(own_functions_count_each_time);
	RUN(a_tail_call_is_the_end);
	RUN(what_has_no_exit_has_no_length);
	return failures > 0;
}
