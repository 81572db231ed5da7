// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
// A callback, which the interpreter cannot call.

#include "tcp.bpf.h"

static int step(__u32 index, void *ctx)
{
	return count(0);
}

SEC("raw_tp/tcp_rcv_space_adjust")
int loops(void *ctx)
{
	bpf_loop(4, step, 0, 0);
	return 0;
}
