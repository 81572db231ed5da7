// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
//
// Eight bytes of kernel memory, copied so that a fault would be caught: how kprobes reach the fields of a structure
// (BPF_CORE_READ is one of these for each arrow). What is read here is the packet's own structure.

#include "micro.bpf.h"

SEC("tc")
int micro(struct __sk_buff *skb)
{
	__u64 copy;
	long failed = 0;

#pragma unroll
	for (int i = 0; i < TIMES; i++)
		failed |= bpf_probe_read_kernel(&copy, sizeof(copy), skb);
	return DONE + (int)failed;
}
