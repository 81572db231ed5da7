// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
// A function and a tracepoint that no kernel has.

#include "tcp.bpf.h"

SEC("?fentry/bpfbench_no_such_function")
int no_function(void *ctx)
{
	return count(0);
}

SEC("raw_tp/bpfbench_no_such_tracepoint")
int no_tracepoint(void *ctx)
{
	return count(1);
}
