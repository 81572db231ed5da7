// SPDX-License-Identifier: Apache-2.0
//
// Arithmetic on figures: no kernel is asked here.

#include "figures.h"

static __u64 max_of_growth(const struct figures *before, const struct figures *after, const struct figures *growth)
{
	unsigned int bucket = BUCKETS;

	if (after->max_ns > before->max_ns)
		return after->max_ns;
	while (bucket > 0 && !growth->buckets[bucket - 1])
		bucket--;
	if (bucket == 0)
		return 0;
	return bucket_high(bucket - 1) - 1 < after->max_ns ? bucket_high(bucket - 1) - 1 : after->max_ns;
}

// Every field of the figures and of the runs is a __u64 that only grows, except the maximum.
static void subtract(const void *before, const void *after, void *growth, size_t size)
{
	const __u64 *from = before;
	const __u64 *to = after;
	__u64 *result = growth;

	for (size_t i = 0; i < size / sizeof(__u64); i++)
		result[i] = to[i] - from[i];
}

void difference(const struct snapshot *before, const struct snapshot *after, struct snapshot *growth)
{
	growth->at_ns = after->at_ns - before->at_ns;
	subtract(&before->figures, &after->figures, &growth->figures, sizeof(growth->figures));
	subtract(before->runs, after->runs, growth->runs, sizeof(growth->runs));
	subtract(before->copy_runs, after->copy_runs, growth->copy_runs, sizeof(growth->copy_runs));
	growth->figures.max_ns = max_of_growth(&before->figures, &after->figures, &growth->figures);
}

__u64 bucket_low(unsigned int bucket)
{
	unsigned int shift;

	if (bucket < SUB_BUCKETS)
		return bucket;
	shift = bucket / SUB_BUCKETS - 1;
	return (__u64)(SUB_BUCKETS + bucket % SUB_BUCKETS) << shift;
}

__u64 bucket_high(unsigned int bucket)
{
	return bucket + 1 < BUCKETS ? bucket_low(bucket + 1) : ~0ull;
}
