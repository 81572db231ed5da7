// SPDX-License-Identifier: Apache-2.0

#include "report.h"

#include <unistd.h>

#include "programs.h"

bool report_ready(struct json *json, const struct probe *probe)
{
	json_string(json, "variant", variant_names[probe->variant]);
	json_number(json, "pid", (unsigned long long)getpid());
	if (probe->length)
		json_number(json, "length", (unsigned long long)probe->length);
	json_string(json, "attach", attach_names[probe->attached]);
	json_number(json, "copies", (unsigned long long)probe->copies);
	json_open(json, "attempts", '[');
	for (int i = 0; i < probe->attempt_count; i++) {
		const struct attempt *attempt = &probe->attempts[i];

		json_open(json, NULL, '{');
		json_string(json, "attach", attach_names[attempt->kind]);
		json_bool(json, "ok", attempt->ok);
		if (!attempt->ok)
			json_string(json, "error", attempt->error);
		json_close(json, '}');
	}
	json_close(json, ']');
	json_open(json, "programs", '[');
	for (int i = 0; i < probe->copies * HOOKS; i++) {
		const struct loaded *loaded = &probe->copy[i / HOOKS].programs[i % HOOKS];
		const struct labels labels = {
			.hook = hook_name(loaded->program),
			.role = hook_roles[i % HOOKS],
			.built = probe->built,
			.copy = i / HOOKS + 1,
			.kallsyms = probe->kallsyms,
		};

		if (!report_program(json, loaded, &labels))
			return false;
	}
	json_close(json, ']');
	return true;
}

static int copies_run(const struct probe *probe, int hook, const struct snapshot *growth)
{
	int ran = 0;

	for (int copy = 0; copy < probe->copies; copy++)
		ran += growth->copy_runs[copy][hook] > 0;
	return ran;
}

static void report_hook(struct json *json, const struct probe *probe, int hook, const struct snapshot *growth)
{
	__u64 events = growth->figures.events[hook];

	json_open(json, NULL, '{');
	json_string(json, "hook", hook_name(probe->copy[0].programs[hook].program));
	json_string(json, "role", hook_roles[hook]);
	json_number(json, "events", events);
	json_real(json, "events_per_second", per_second(events, growth->at_ns));
	report_runs(json, &growth->runs[hook], copies_run(probe, hook, growth));
	json_close(json, '}');
}

static void report_latency(struct json *json, const struct figures *figures)
{
	json_open(json, "latency", '{');
	json_string(json, "unit", "ns");
	json_number(json, "count", figures->count);
	json_number(json, "sum_ns", figures->sum_ns);
	json_number(json, "max_ns", figures->max_ns);
	json_open(json, "buckets", '[');
	for (unsigned int bucket = 0; bucket < BUCKETS; bucket++) {
		if (!figures->buckets[bucket])
			continue;
		json_open(json, NULL, '[');
		json_number(json, NULL, bucket_low(bucket));
		json_number(json, NULL, bucket_high(bucket));
		json_number(json, NULL, figures->buckets[bucket]);
		json_close(json, ']');
	}
	json_close(json, ']');
	json_close(json, '}');
}

void report_growth(struct json *json, const struct probe *probe, bool stats_on, const struct snapshot *growth)
{
	const struct figures *figures = &growth->figures;

	json_string(json, "variant", variant_names[probe->variant]);
	json_number(json, "copies", (unsigned long long)probe->copies);
	json_number(json, "elapsed_ns", growth->at_ns);
	json_bool(json, "stats_on", stats_on);
	json_open(json, "hooks", '[');
	for (int hook = 0; hook < HOOKS; hook++)
		report_hook(json, probe, hook, growth);
	json_close(json, ']');
	report_latency(json, figures);
	json_open(json, "lost", '{');
	json_number(json, "map_full", figures->map_full);
	json_number(json, "unmatched", figures->unmatched);
	json_number(json, "coalesced", figures->coalesced);
	json_number(json, "no_data", figures->no_data);
	json_number(json, "closed", figures->closed);
	json_close(json, '}');
}

void report_chain(struct json *json, int length, const struct chain_time *time)
{
	json_string(json, "type", "chain");
	json_number(json, "length", (unsigned long long)length);
	json_number(json, "runs", time->runs);
	json_number(json, "time_ns", time->time_ns);
}
