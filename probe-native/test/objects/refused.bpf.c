// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
// Reads through a pointer that may be NULL: the verifier refuses it.

#include "tcp.bpf.h"

SEC("raw_tp/tcp_rcv_space_adjust")
int careless(void *ctx)
{
	__u32 key = (__u32)bpf_ktime_get_ns();
	__u64 *events = bpf_map_lookup_elem(&seen, &key);

	*events += 1;
	return 0;
}
