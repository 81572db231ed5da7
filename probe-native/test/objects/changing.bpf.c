// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
// Programs that do more than look: one decides what a function returns, one sends a signal, one does so in a function
// that it shares. None of them is reached by the messages of the tests.

#include "tcp.bpf.h"

static __noinline int ends(__u32 signal)
{
	return bpf_send_signal_thread(signal);
}

SEC("?fmod_ret/__x64_sys_getcpu")
int decides(void *ctx)
{
	return 0;
}

SEC("raw_tp/tcp_destroy_sock")
int signals(void *ctx)
{
	if (bpf_get_current_pid_tgid() == ~0ull)
		bpf_send_signal(10);
	return 0;
}

SEC("?raw_tp/tcp_destroy_sock")
int signals_thread(void *ctx)
{
	if (bpf_get_current_pid_tgid() == ~0ull)
		ends(10);
	return 0;
}
