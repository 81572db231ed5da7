// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
//
// A look-up in an array that has one copy for each CPU: what counters are kept in. Linux 6.1 calls the helper;
// from 6.10 on it is compiled in, as for plain arrays (percpu_array_map_gen_lookup).

#include "maps.bpf.h"

MAP(BPF_MAP_TYPE_PERCPU_ARRAY);

SEC("tc")
int micro(struct __sk_buff *skb)
{
	return look_up(&map);
}
