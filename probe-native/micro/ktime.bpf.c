// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
//
// Reading the clock: what every program that measures a latency does, most of them twice.

#include "micro.bpf.h"

SEC("tc")
int micro(struct __sk_buff *skb)
{
#pragma unroll
	for (int i = 0; i < TIMES; i++)
		bpf_ktime_get_ns();
	return DONE;
}
