// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
//
// Replacing an entry of a hash map: a new element is taken, filled and linked in under the bucket's lock, and the old
// one given back.

#include "maps.bpf.h"

MAP(BPF_MAP_TYPE_HASH);

SEC("tc")
int micro(struct __sk_buff *skb)
{
	return update(&map);
}
