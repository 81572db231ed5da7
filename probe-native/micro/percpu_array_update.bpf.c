// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
//
// Replacing this CPU's entry of an array that has one copy for each CPU.

#include "maps.bpf.h"

MAP(BPF_MAP_TYPE_PERCPU_ARRAY);

SEC("tc")
int micro(struct __sk_buff *skb)
{
	return update(&map);
}
