// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
//
// The probe's programs with one mistake: the latency itself is the index into the histogram. The verifier must refuse,
// and the loader must show what it said.

#include <linux/bpf.h>
#include <linux/types.h>
#include "../latency/latency.h"

#undef BUCKETS
#define BUCKETS (~0u)
#define bucket_of(value) ((__u32)(value))
#include "../latency/latency.bpf.c"
