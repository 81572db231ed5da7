// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
//
// The program's stack: a store and the load that needs it, of eight and of four bytes. The address is a register and an
// offset, which blinding leaves alone; a *constant* that is stored would be blinded.

#include "micro.bpf.h"

SEC("tc")
int micro(struct __sk_buff *skb)
{
	asm volatile("r1 = 3\n"
		     ".rept " LONG_TEXT "\n"
		     "*(u64 *)(r10 - 8) = r1\n"
		     "r1 = *(u64 *)(r10 - 8)\n"
		     "*(u32 *)(r10 - 16) = r1\n"
		     "r2 = *(u32 *)(r10 - 16)\n"
		     ".endr\n" ::
			     : "r1", "r2", "memory");
	return DONE;
}
