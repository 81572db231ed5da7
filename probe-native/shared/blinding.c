// SPDX-License-Identifier: Apache-2.0

#include "blinding.h"

#include <stdbool.h>

// Registers above this one are the verifier's own (BPF_REG_AX): what it wrote with them is left alone.
#define HIGHEST_REGISTER BPF_REG_10

static bool is_blinded_operation(unsigned char code)
{
	switch (BPF_OP(code)) {
	case BPF_ADD:
	case BPF_SUB:
	case BPF_AND:
	case BPF_OR:
	case BPF_XOR:
	case BPF_MUL:
	case BPF_MOV:
	case BPF_DIV:
	case BPF_MOD:
		return true;
	default: // shifts, BPF_NEG and BPF_END
		return false;
	}
}

static bool is_comparison(unsigned char code)
{
	switch (BPF_OP(code)) {
	case BPF_JEQ:
	case BPF_JNE:
	case BPF_JGT:
	case BPF_JLT:
	case BPF_JGE:
	case BPF_JLE:
	case BPF_JSGT:
	case BPF_JSLT:
	case BPF_JSGE:
	case BPF_JSLE:
	case BPF_JSET:
		return true;
	default: // BPF_JA, BPF_CALL and BPF_EXIT
		return false;
	}
}

static bool is_blindable(const struct bpf_insn *instruction)
{
	unsigned char code = instruction->code;

	if (instruction->dst_reg > HIGHEST_REGISTER || instruction->src_reg > HIGHEST_REGISTER)
		return false;
	switch (BPF_CLASS(code)) {
	case BPF_ALU:
	case BPF_ALU64:
		return BPF_SRC(code) == BPF_K && is_blinded_operation(code) &&
		       !(BPF_OP(code) == BPF_MOV && instruction->imm == 0);
	case BPF_JMP:
	case BPF_JMP32:
		return BPF_SRC(code) == BPF_K && is_comparison(code);
	case BPF_LD:
		return code == (BPF_LD | BPF_IMM | BPF_DW);
	case BPF_ST:
		return BPF_MODE(code) == BPF_MEM;
	default:
		return false;
	}
}

size_t count_blindable(const struct bpf_insn *instructions, size_t count)
{
	size_t blindable = 0;

	for (size_t i = 0; i < count; i++) {
		blindable += is_blindable(&instructions[i]);
		if (instructions[i].code == (BPF_LD | BPF_IMM | BPF_DW))
			i++; // its second half
	}
	return blindable;
}
