// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
//
// Arithmetic with constants of 32 bits, which ride in the instruction. Blinding makes three instructions of each: move
// a random number to a spare register, xor the constant out of it, then the operation between registers
// (bpf_jit_blind_insn, kernel/bpf/core.c). An attacker who chooses the constants no longer chooses bytes of native
// code.

#include "micro.bpf.h"

SEC("tc")
int micro(struct __sk_buff *skb)
{
	asm volatile("r0 = 3\n"
		     ".rept " LONG_TEXT "\n"
		     "r0 += 0x1234567\n"
		     "r0 ^= 0x2345678\n"
		     "r0 -= 0x3456789\n"
		     "r0 |= 0x456789a\n"
		     ".endr\n" ::
			     : "r0");
	return DONE;
}
