// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
// The verifier refuses one of three programs whose names begin alike; the kernel keeps 15 characters of a name.

#include "tcp.bpf.h"

SEC("raw_tp/tcp_rcv_space_adjust")
int space_is_adjusted(void *ctx)
{
	return count(0);
}

SEC("raw_tp/tcp_rcv_space_adjust")
int space_is_adjusted_carelessly(void *ctx)
{
	__u32 key = 7;
	__u64 *events = bpf_map_lookup_elem(&seen, &key);

	*events = 1;
	return 0;
}

SEC("raw_tp/tcp_rcv_space_adjust")
int space(void *ctx)
{
	return count(1);
}
