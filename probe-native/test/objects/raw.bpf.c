// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
// Raw tracepoints alone, which every kernel of today lets anyone attach to; two programs in one section. The map asks to be
// pinned, as some tools have it.

#include "tcp.bpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} bpfbench_test_last SEC(".maps");

SEC("raw_tp/tcp_rcv_space_adjust")
int first(void *ctx)
{
	__u64 now = bpf_ktime_get_ns();
	__u32 key = 0;

	bpf_map_update_elem(&bpfbench_test_last, &key, &now, BPF_ANY);
	return count(0);
}

SEC("raw_tp/tcp_rcv_space_adjust")
int second(void *ctx)
{
	return count(1);
}

// Nothing in it to blind.
SEC("raw_tp/tcp_destroy_sock")
int nothing(void *ctx)
{
	return 0;
}
