// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
//
// Replacing an entry of an array through the helper: a copy into its place. Where a value is to be changed, a look-up
// and a store through the pointer are cheaper.

#include "maps.bpf.h"

MAP(BPF_MAP_TYPE_ARRAY);

SEC("tc")
int micro(struct __sk_buff *skb)
{
	return update(&map);
}
