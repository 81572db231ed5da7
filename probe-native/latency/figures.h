/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FIGURES_H
#define FIGURES_H

#include <linux/types.h>
#include <stdbool.h>

#include "attach.h"
#include "latency.h"

/* All figures of the first copy at one moment, and how often the others ran; or their growth between two. */
struct snapshot {
	__u64 at_ns; /* CLOCK_MONOTONIC; in a difference: the time between */
	struct figures figures;
	struct run_figures runs[HOOKS];
	__u64 copy_runs[MAX_COPIES][HOOKS]; /* run_cnt of every copy, the first included */
};

__u64 monotonic_nanos(void);

/* False after one sentence on standard error. */
bool take_snapshot(const struct probe *probe, struct snapshot *snapshot);

/*
 * What grew from `before` to `after`. A maximum does not subtract: when `after` holds a new one, it is exact; else the
 * upper end of the highest bucket that grew stands in for it, at most 1/32 too high.
 */
void difference(const struct snapshot *before, const struct snapshot *after, struct snapshot *growth);

/* The values in a bucket: lowest, and the first above. */
__u64 bucket_low(unsigned int bucket);
__u64 bucket_high(unsigned int bucket);

#endif
