// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
//
// One tail call: the program that the array names takes this one's place and never returns here. (Tail calls and calls
// of one's own functions in one program are more than the interpreter can do, so `call` is another program.)

#include "micro.bpf.h"

SEC("tc")
int target(struct __sk_buff *skb)
{
	return DONE;
}

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__uint(key_size, sizeof(__u32));
	__array(values, int(void *));
} targets SEC(".maps") = {
	.values = { [0] = (void *)&target },
};

SEC("tc")
int micro(struct __sk_buff *skb)
{
	bpf_tail_call(skb, &targets, 0);
	return 0; // there is no such program
}
