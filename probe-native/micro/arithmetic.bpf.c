// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
//
// 64-bit arithmetic between registers. Each operation needs the result before it, so a CPU cannot do two at once, and
// the JIT for x86-64 makes one native instruction of each. No constant stands in the code: hardening finds nothing to
// blind, so harden=2 must cost nothing here.

#include "micro.bpf.h"

SEC("tc")
int micro(struct __sk_buff *skb)
{
	asm volatile("r0 = 3\n"
		     "r1 = 5\n"
		     ".rept " LONG_TEXT "\n"
		     "r0 += r1\n"
		     "r0 ^= r1\n"
		     "r0 -= r1\n"
		     "r0 |= r1\n"
		     ".endr\n" ::
			     : "r0", "r1");
	return DONE;
}
