// SPDX-License-Identifier: Apache-2.0

#include "figures.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "complain.h"
#include "latency.skel.h"

__u64 monotonic_nanos(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (__u64)now.tv_sec * 1000000000u + (__u64)now.tv_nsec;
}

// A per-CPU map answers with one value for every CPU that could ever be there.
static bool read_figures(const struct latency *skeleton, struct figures *total)
{
	static struct figures *per_cpu;
	static int cpus;
	__u32 key = 0;

	memset(total, 0, sizeof(*total));
	if (!per_cpu) {
		cpus = libbpf_num_possible_cpus();
		per_cpu = cpus > 0 ? calloc((size_t)cpus, sizeof(*per_cpu)) : NULL;
	}
	if (!per_cpu || bpf_map__lookup_elem(skeleton->maps.figures, &key, sizeof(key), per_cpu,
					     (size_t)cpus * sizeof(*per_cpu), 0)) {
		complain("cannot read the probe's figures: %s", strerror(errno));
		return false;
	}
	for (int cpu = 0; cpu < cpus; cpu++) {
		const __u64 *from = (const __u64 *)&per_cpu[cpu];
		__u64 *to = (__u64 *)total;
		__u64 max_ns = total->max_ns > per_cpu[cpu].max_ns ? total->max_ns : per_cpu[cpu].max_ns;

		for (size_t i = 0; i < sizeof(*total) / sizeof(__u64); i++)
			to[i] += from[i];
		total->max_ns = max_ns;
	}
	return true;
}

bool take_snapshot(const struct probe *probe, struct snapshot *snapshot)
{
	const struct copy *first = &probe->copy[0];

	memset(snapshot, 0, sizeof(*snapshot));
	if (probe->variant == VARIANT_LATENCY && !read_figures(first->skeleton, &snapshot->figures))
		return false;
	for (int copy = 0; copy < probe->copies; copy++) {
		for (int hook = 0; hook < HOOKS; hook++) {
			struct run_figures run;

			if (!read_runs(probe->copy[copy].programs[hook].program, &run))
				return false;
			snapshot->copy_runs[copy][hook] = run.count;
			if (copy == 0)
				snapshot->runs[hook] = run;
		}
	}
	// The programs of the other variants count nothing themselves.
	for (int hook = 0; probe->variant != VARIANT_LATENCY && hook < HOOKS; hook++)
		snapshot->figures.events[hook] = snapshot->runs[hook].count;
	snapshot->at_ns = monotonic_nanos();
	return true;
}
