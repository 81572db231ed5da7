// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
// One program of every kind that a probe of TCP is made of: a field that CO-RE finds, a function that is called, a constant that
// its loader could set, and a program that is off until somebody names it.

#include "tcp.bpf.h"

struct sock {
	__u16 sk_protocol;
} __attribute__((preserve_access_index));

const volatile __u16 wanted_protocol = 6;

static __noinline int is_wanted(struct sock *sk)
{
	return BPF_CORE_READ(sk, sk_protocol) == wanted_protocol;
}

SEC("fentry/tcp_sendmsg")
int BPF_PROG(send_begins, struct sock *sk)
{
	return is_wanted(sk) ? count(0) : 0;
}

SEC("fexit/tcp_sendmsg")
int BPF_PROG(send_ends)
{
	return count(1);
}

SEC("kprobe/tcp_recvmsg")
int BPF_KPROBE(receive_begins, struct sock *sk)
{
	return count(2);
}

SEC("kretprobe/tcp_recvmsg")
int BPF_KRETPROBE(receive_ends)
{
	return count(3);
}

SEC("tracepoint/tcp/tcp_rcv_space_adjust")
int space_by_tracepoint(void *ctx)
{
	return count(4);
}

SEC("raw_tp/tcp_rcv_space_adjust")
int space_by_raw_tp(void *ctx)
{
	return count(5);
}

SEC("tp_btf/tcp_rcv_space_adjust")
int space_by_tp_btf(void *ctx)
{
	return count(6);
}

SEC("?raw_tp/tcp_destroy_sock")
int destroyed(void *ctx)
{
	return count(7);
}
