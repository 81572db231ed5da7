// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
//
// 64-bit constants: the one instruction that is 16 bytes long, and the one that blinding hits hardest. Compiled it is a
// single move; blinded, its halves are loaded one after the other, each through a random number, shifted and joined.

#include "micro.bpf.h"

SEC("tc")
int micro(struct __sk_buff *skb)
{
	asm volatile(".rept " LONG_TEXT "\n"
		     "r1 = 0x123456789abcdef0 ll\n"
		     "r2 = 0x0fedcba987654321 ll\n"
		     ".endr\n" ::
			     : "r1", "r2");
	return DONE;
}
