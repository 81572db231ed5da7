// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
// Every program is off until somebody names it.

#include "tcp.bpf.h"

SEC("?raw_tp/tcp_rcv_space_adjust")
int adjusts(void *ctx)
{
	return count(0);
}
