// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
// Programs that send what they see: to a ring buffer that holds 248 events, and to a perf buffer. It counts
// which of them could be sent.

#include "tcp.bpf.h"

#define BYTES 256

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 65536);
} ring SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(__u32));
} perf SEC(".maps");

SEC("raw_tp/tcp_rcv_space_adjust")
int to_ring(void *ctx)
{
	__u64 *event = bpf_ringbuf_reserve(&ring, BYTES, 0);

	if (!event)
		return count(0);
	for (int i = 0; i < BYTES / 8; i++)
		event[i] = (__u64)ctx;
	bpf_ringbuf_submit(event, 0);
	return count(1);
}

SEC("raw_tp/tcp_rcv_space_adjust")
int to_perf(void *ctx)
{
	__u64 event[BYTES / 8] = {};

	return count(bpf_perf_event_output(ctx, &perf, BPF_F_CURRENT_CPU, event, sizeof(event)) ? 2 : 3);
}
