// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
//
// A record to user space: room in the ring buffer is reserved, filled and submitted. Nobody is woken, since a wake-up
// costs many times as much and comes once for many records. A record that is discarded takes room like any other, so
// whoever runs this reads the ring (moves its consumer position) after each test run.

#include "micro.bpf.h"

#define RECORDS 8

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 20);
} ring SEC(".maps");

SEC("tc")
int micro(struct __sk_buff *skb)
{
#pragma unroll
	for (int i = 0; i < RECORDS; i++) {
		__u64 *record = bpf_ringbuf_reserve(&ring, sizeof(*record), 0);

		if (!record)
			return 0;
		*record = (__u64)i;
		bpf_ringbuf_submit(record, BPF_RB_NO_WAKEUP);
	}
	return DONE;
}
