// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
//
// A look-up in an array: a bounds check and a multiplication. When the JIT is on, the verifier puts these instructions
// in the place of the call (array_map_gen_lookup), so that a look-up calls nothing.

#include "maps.bpf.h"

MAP(BPF_MAP_TYPE_ARRAY);

SEC("tc")
int micro(struct __sk_buff *skb)
{
	return look_up(&map);
}
