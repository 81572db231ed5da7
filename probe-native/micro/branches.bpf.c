// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
//
// Conditional jumps, two of each four taken. All lead to the next instruction, taken or not, so that a run has one
// length. What decides them comes out of the packet: a jump whose outcome the verifier knows is thrown away before the
// JIT sees it. The constants that are compared with are blinded too.

#include "micro.bpf.h"

SEC("tc")
int micro(struct __sk_buff *skb)
{
	__u64 length = skb->len; // 64 bytes: what the test run is given

	asm volatile(".rept " LONG_TEXT "\n"
		     "if %[length] > 1000 goto +0\n"
		     "if %[length] > 3 goto +0\n"
		     "if %[length] == 17 goto +0\n"
		     "if %[length] != 17 goto +0\n"
		     ".endr\n"
		     :
		     : [length] "r"(length));
	return DONE;
}
