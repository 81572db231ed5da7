/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * One map of one type, and a program that looks up or updates one of its keys TIMES times. Key 7 is put there before
 * the first run and holds DONE.
 *
 * A look-up's result is used once, at the end: a check for NULL after each would be a branch more that is not the
 * look-up's. Of array maps the compiled program holds the look-up itself (map_gen_lookup), of all others, and
 * in the interpreter, a call.
 */
#ifndef MAPS_BPF_H
#define MAPS_BPF_H

#include "micro.bpf.h"

#define KEY 7
#define ENTRIES 1024

#define MAP(kind)                                                                                                      \
	struct {                                                                                                       \
		__uint(type, kind);                                                                                    \
		__uint(max_entries, ENTRIES);                                                                          \
		__type(key, __u32);                                                                                    \
		__type(value, __u64);                                                                                  \
	} map SEC(".maps")

static __always_inline int look_up(void *map)
{
	__u32 key = KEY;
	__u64 *value = 0;

#pragma unroll
	for (int i = 0; i < TIMES; i++)
		value = bpf_map_lookup_elem(map, &key);
	if (!value)
		return 0;
	return (int)*value;
}

static __always_inline int update(void *map)
{
	__u32 key = KEY;
	__u64 value = DONE;
	long failed = 0;

#pragma unroll
	for (int i = 0; i < TIMES; i++)
		failed |= bpf_map_update_elem(map, &key, &value, BPF_ANY);
	return DONE + (int)failed;
}

#endif
