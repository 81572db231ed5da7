// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
//
// Nothing: what it takes to reach a program and to return from it, which is taken away from all others. It is two
// instructions long (`r0 = 1; exit`), and so is the end of every other program.

#include "micro.bpf.h"

SEC("tc")
int micro(struct __sk_buff *skb)
{
	return DONE;
}
