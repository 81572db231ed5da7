// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
// A program that calls another by a tail call: the other stands in a slot of a map, and its section names no place.

#include "tcp.bpf.h"

int tailed(void *ctx);

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__uint(key_size, sizeof(__u32));
	__array(values, int(void *));
} calls SEC(".maps") = { .values = { [0] = (void *)&tailed } };

SEC("raw_tp")
int tailed(void *ctx)
{
	return count(1);
}

SEC("raw_tp/tcp_rcv_space_adjust")
int calling(void *ctx)
{
	count(0);
	bpf_tail_call(ctx, &calls, 0);
	return 0;
}
