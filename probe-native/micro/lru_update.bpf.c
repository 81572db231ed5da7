// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
//
// Replacing an entry of a hash map that evicts: as in a hash map, but elements come from a list of this CPU's own and
// go back to it.

#include "maps.bpf.h"

MAP(BPF_MAP_TYPE_LRU_HASH);

SEC("tc")
int micro(struct __sk_buff *skb)
{
	return update(&map);
}
