// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
//
// The probe's programs: for each hook one per way to attach, and the same again empty. The loader switches on
// one way and one variant and leaves the rest unloaded.
//
//   hook       fentry, kprobe            raw_tp (tracepoints, for kernels that allow neither)
//   send       tcp_sendmsg               sock_send_length        6.3 and later; at the return of the send
//   receive    tcp_recvmsg               sock_recv_length        6.3 and later; at the return of the receive
//   clean-up   tcp_cleanup_rbuf          tcp_rcv_space_adjust    4.15 and later; once for each piece of data copied
//   destroy    tcp_v4_destroy_sock       tcp_destroy_sock        4.15 and later; IPv6 sockets come by here too
//
// fentry everywhere, fexit nowhere: no program needs a return value (the bytes read are an argument of
// tcp_cleanup_rbuf, and a send starts its clock at the entry), the entry is where a kprobe sits too, so both
// ways measure the same thing, and an fexit trampoline has to call the traced function itself, which costs more.

#include <linux/bpf.h>
#include <linux/in.h>
#include <linux/ptrace.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>

#include "latency.h"
#include "bodies.bpf.h"

// The few kernel fields that are read, under the kernel's own names. preserve_access_index makes libbpf look
// up where they really are in the running kernel's BTF: no header of 100,000 generated lines is needed.
struct sock_common {
	unsigned short skc_family;
} __attribute__((preserve_access_index));

struct sock {
	struct sock_common __sk_common;
	__u16 sk_protocol;
} __attribute__((preserve_access_index));

#define AF_INET 2
#define AF_INET6 10

char LICENSE[] SEC("license") = "Dual BSD/GPL";

// The loader passes this on, so that what a program was compiled by need not be believed of a file's name. In a section
// that libbpf makes no map of.
char BUILT[] SEC("built") = BUILT_MARK __VERSION__ " " BUILT_BY;

// fentry: the kernel patches a call into the function's first bytes.

SEC("fentry/tcp_sendmsg")
int BPF_PROG(send_fentry, struct sock *sk)
{
	return on_send(sk);
}

SEC("fentry/tcp_recvmsg")
int BPF_PROG(receive_fentry)
{
	return on_receive();
}

SEC("fentry/tcp_cleanup_rbuf")
int BPF_PROG(cleanup_fentry, struct sock *sk, int copied)
{
	return on_cleanup(sk, copied);
}

SEC("fentry/tcp_v4_destroy_sock")
int BPF_PROG(destroy_fentry, struct sock *sk)
{
	return on_destroy(sk);
}

// kprobe: the arguments are still in the registers of the caller.

SEC("kprobe/tcp_sendmsg")
int BPF_KPROBE(send_kprobe, struct sock *sk)
{
	return on_send(sk);
}

SEC("kprobe/tcp_recvmsg")
int BPF_KPROBE(receive_kprobe)
{
	return on_receive();
}

SEC("kprobe/tcp_cleanup_rbuf")
int BPF_KPROBE(cleanup_kprobe, struct sock *sk, int copied)
{
	return on_cleanup(sk, copied);
}

SEC("kprobe/tcp_v4_destroy_sock")
int BPF_KPROBE(destroy_kprobe, struct sock *sk)
{
	return on_destroy(sk);
}

// raw_tp: two of these tracepoints fire for every kind of socket, so other kinds are passed over, uncounted.

static __always_inline int is_tcp(const struct sock *sk)
{
	__u16 protocol = BPF_CORE_READ(sk, sk_protocol);
	__u16 family;

	if (protocol != IPPROTO_TCP)
		return 0;
	// Protocol 6 alone is not enough: among netlink sockets it means NETLINK_XFRM.
	family = BPF_CORE_READ(sk, __sk_common.skc_family);
	return family == AF_INET || family == AF_INET6;
}

SEC("raw_tp/sock_send_length")
int BPF_PROG(send_raw_tp, struct sock *sk)
{
	return is_tcp(sk) ? on_send(sk) : 0;
}

SEC("raw_tp/sock_recv_length")
int BPF_PROG(receive_raw_tp, struct sock *sk)
{
	return is_tcp(sk) ? on_receive() : 0;
}

SEC("raw_tp/tcp_rcv_space_adjust")
int BPF_PROG(cleanup_raw_tp, struct sock *sk)
{
	return on_cleanup(sk, 1); // it fires only after data was copied
}

SEC("raw_tp/tcp_destroy_sock")
int BPF_PROG(destroy_raw_tp, struct sock *sk)
{
	return on_destroy(sk);
}

// At the same places: the floor, which does nothing, and what the loader fills with arithmetic (arithmetic.h).

#define EMPTY(name, section)                                                                                           \
	SEC(section)                                                                                                   \
	int name(void *ctx)                                                                                            \
	{                                                                                                              \
		(void)ctx;                                                                                             \
		return 0;                                                                                              \
	}

#define EVERYWHERE(prefix)                                                                                             \
	EMPTY(prefix##_send_fentry, "fentry/tcp_sendmsg")                                                              \
	EMPTY(prefix##_receive_fentry, "fentry/tcp_recvmsg")                                                           \
	EMPTY(prefix##_cleanup_fentry, "fentry/tcp_cleanup_rbuf")                                                      \
	EMPTY(prefix##_destroy_fentry, "fentry/tcp_v4_destroy_sock")                                                   \
	EMPTY(prefix##_send_kprobe, "kprobe/tcp_sendmsg")                                                              \
	EMPTY(prefix##_receive_kprobe, "kprobe/tcp_recvmsg")                                                           \
	EMPTY(prefix##_cleanup_kprobe, "kprobe/tcp_cleanup_rbuf")                                                      \
	EMPTY(prefix##_destroy_kprobe, "kprobe/tcp_v4_destroy_sock")                                                   \
	EMPTY(prefix##_send_raw_tp, "raw_tp/sock_send_length")                                                         \
	EMPTY(prefix##_receive_raw_tp, "raw_tp/sock_recv_length")                                                      \
	EMPTY(prefix##_cleanup_raw_tp, "raw_tp/tcp_rcv_space_adjust")                                                  \
	EMPTY(prefix##_destroy_raw_tp, "raw_tp/tcp_destroy_sock")

EVERYWHERE(empty)
EVERYWHERE(arithmetic)
