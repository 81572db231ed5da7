// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
// A program for a network interface, which libbpf cannot know; beside one that it can attach.

#include "tcp.bpf.h"

SEC("raw_tp/tcp_rcv_space_adjust")
int adjusts(void *ctx)
{
	return count(0);
}

SEC("xdp")
int passes(struct xdp_md *ctx)
{
	count(1);
	return XDP_PASS;
}
