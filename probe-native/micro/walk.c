// SPDX-License-Identifier: Apache-2.0

#include "walk.h"

#define DEEPEST 8 /* MAX_CALL_FRAMES: the verifier allows no more */

static bool walk_from(const struct bpf_insn *instructions, size_t count, size_t at, int depth, struct walk *walk)
{
	if (depth == DEEPEST)
		return false;
	while (at < count) {
		const struct bpf_insn *now = &instructions[at];

		// More than there are instructions: it goes round in a circle.
		if (walk->instructions++ > 64 * count)
			return false;
		switch (now->code) {
		case BPF_LD | BPF_IMM | BPF_DW:
			at += 2;
			break;
		case BPF_JMP | BPF_JA:
			at += 1 + (size_t)(long)now->off;
			break;
		case BPF_JMP | BPF_EXIT:
			return true;
		case BPF_JMP | BPF_CALL:
			if (now->src_reg == BPF_PSEUDO_CALL) {
				size_t callee = at + 1 + (size_t)(long)now->imm;

				if (!walk_from(instructions, count, callee, depth + 1, walk))
					return false;
			} else {
				walk->helper_calls++;
				if (now->imm == BPF_FUNC_tail_call)
					return true;
			}
			at++;
			break;
		default:
			at++;
		}
	}
	return false;
}

bool walk_program(const struct bpf_insn *instructions, size_t count, struct walk *walk)
{
	*walk = (struct walk){ 0 };
	return walk_from(instructions, count, 0, 0, walk);
}
