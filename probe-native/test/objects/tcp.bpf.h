/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
#ifndef TCP_BPF_H
#define TCP_BPF_H

/* What the objects of these tests have in common: a count of what they saw, by the program that saw it. */

#include <linux/bpf.h>
#include <linux/ptrace.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 8);
	__type(key, __u32);
	__type(value, __u64);
} seen SEC(".maps");

static __always_inline int count(__u32 program)
{
	__u64 *events = bpf_map_lookup_elem(&seen, &program);

	if (events)
		*events += 1;
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";

#endif
