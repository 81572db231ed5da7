// SPDX-License-Identifier: Apache-2.0

#include "figures.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

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
		fprintf(stderr, "latency-probe: cannot read the probe's figures: %s\n", strerror(errno));
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

static bool read_runs(const struct bpf_program *program, struct run_figures *run)
{
	struct bpf_prog_info info = { 0 };
	__u32 size = sizeof(info);

	if (bpf_obj_get_info_by_fd(bpf_program__fd(program), &info, &size)) {
		fprintf(stderr, "latency-probe: cannot read the kernel's figures of %s: %s\n", hook_name(program),
			strerror(errno));
		return false;
	}
	*run = (struct run_figures){ info.run_cnt, info.run_time_ns, info.recursion_misses };
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
