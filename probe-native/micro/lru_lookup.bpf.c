// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
//
// A look-up in a hash map that evicts what was used least recently: it also marks the entry as used
// (htab_lru_map_gen_lookup).

#include "maps.bpf.h"

MAP(BPF_MAP_TYPE_LRU_HASH);

SEC("tc")
int micro(struct __sk_buff *skb)
{
	return look_up(&map);
}
