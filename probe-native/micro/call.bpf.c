// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
//
// Calls of a function of the program's own (bpf2bpf). Compiled it is a native call, and the callee sets up a stack
// frame; the interpreter enters itself again.

#include "micro.bpf.h"

static __noinline int callee(int number)
{
	asm volatile("" : "+r"(number));
	return number;
}

SEC("tc")
int micro(struct __sk_buff *skb)
{
	int number = DONE;

#pragma unroll
	for (int i = 0; i < TIMES; i++)
		number = callee(number);
	return number;
}
