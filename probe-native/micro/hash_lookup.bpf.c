// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
//
// A look-up in a hash map: the key is hashed, a bucket walked and the key compared. Compiled, the call goes straight to
// the map's own function (htab_map_gen_lookup), past the helper.

#include "maps.bpf.h"

MAP(BPF_MAP_TYPE_HASH);

SEC("tc")
int micro(struct __sk_buff *skb)
{
	return look_up(&map);
}
