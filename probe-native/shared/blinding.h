/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BLINDING_H
#define BLINDING_H

#include <linux/bpf.h>
#include <stddef.h>

/*
 * Instructions that constant blinding makes more than one of, as bpf_jit_blind_insn (kernel/bpf/core.c) has it: those
 * with an immediate operand, shifts excepted. Moving 0 into a register is not among them: that becomes an exclusive or,
 * just as long. A program without any is as long under bpf_jit_harden=2 as without.
 */
size_t count_blindable(const struct bpf_insn *instructions, size_t count);

#endif
