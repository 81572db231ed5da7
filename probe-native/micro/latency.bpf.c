// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
//
// The latency probe's own work for one message, without any hook: a send that starts a socket's clock, the receive that
// is counted, and the clean-up that stops the clock and fills a bucket. The same source as the probe's
// (latency/bodies.bpf.h). Which way it takes through the search for the bucket depends on the time that has passed, so
// its instructions cannot be counted beforehand.

#include "micro.bpf.h"
#include "../latency/latency.h"
#include "../latency/bodies.bpf.h"

SEC("tc")
int micro(struct __sk_buff *skb)
{
	const void *socket = (const void *)8; // a key like any other; the map has room for one

	on_send(socket);
	on_receive();
	on_cleanup(socket, 1);
	return DONE;
}
