// SPDX-License-Identifier: Apache-2.0

#include "report.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "kallsyms.h"
#include "load_clock.h"

// What the program is attached as, by the kernel's word for its type.
static const char *attached_as(__u32 type)
{
	switch (type) {
	case BPF_PROG_TYPE_TRACING:
		return attach_names[ATTACH_FENTRY]; // no other kind of this type is in our object
	case BPF_PROG_TYPE_KPROBE:
		return attach_names[ATTACH_KPROBE];
	case BPF_PROG_TYPE_RAW_TRACEPOINT:
		return attach_names[ATTACH_RAW_TP];
	default:
		return "unknown";
	}
}

// Under the name that the kernel gives every JITed program (bpf_prog_ksym_set_name, kernel/bpf/core.c).
static bool in_kallsyms(const struct bpf_program *program, const char *tag)
{
	char symbol[128];

	snprintf(symbol, sizeof(symbol), "bpf_prog_%s_%s", tag, bpf_program__name(program));
	return kallsyms_shows(symbol);
}

static void report_compiled(struct json *json, const struct probe *probe, const struct loaded *loaded, const char *tag)
{
	struct verifier_work work = load_verifier_work(bpf_program__fd(loaded->program));

	json_open(json, "compiled", '{');
	json_string(json, "built", probe->built);
	json_string(json, "tag", tag);
	json_number(json, "instructions", loaded->instructions);
	json_number(json, "verified_instructions", work.instructions);
	json_number(json, "total_states", work.total_states);
	json_number(json, "peak_states", work.peak_states);
	json_close(json, '}');
}

static bool report_program(struct json *json, const struct probe *probe, int copy, int hook)
{
	const struct loaded *loaded = &probe->copy[copy].programs[hook];
	const struct bpf_program *program = loaded->program;
	__u64 verifier_ns = load_verifier_nanos(bpf_program__fd(program));
	struct bpf_prog_info info = { 0 };
	__u32 size = sizeof(info);
	char tag[2 * sizeof(info.tag) + 1];

	if (bpf_obj_get_info_by_fd(bpf_program__fd(program), &info, &size)) {
		fprintf(stderr, "latency-probe: cannot ask the kernel about %s: %s\n", bpf_program__name(program),
			strerror(errno));
		return false;
	}
	for (size_t i = 0; i < sizeof(info.tag); i++)
		sprintf(tag + 2 * i, "%02x", info.tag[i]);
	json_open(json, NULL, '{');
	json_string(json, "name", bpf_program__name(program));
	json_string(json, "hook", hook_name(program));
	json_string(json, "role", hook_roles[hook]);
	json_number(json, "copy", (unsigned long long)copy + 1);
	json_string(json, "attach", attached_as(info.type));
	json_number(json, "id", info.id);
	json_number(json, "jited_bytes", info.jited_prog_len); // 0: the interpreter runs it
	json_number(json, "xlated_bytes", info.xlated_prog_len);
	json_number(json, "load_ns", load_nanos(bpf_program__fd(program)));
	if (verifier_ns)
		json_number(json, "verifier_ns", verifier_ns);
	report_compiled(json, probe, loaded, tag);
	if (probe->kallsyms && kallsyms_readable())
		json_bool(json, "in_kallsyms", in_kallsyms(program, tag));
	json_close(json, '}');
	return true;
}

bool report_ready(struct json *json, const struct probe *probe)
{
	json_string(json, "type", "ready");
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
		if (!report_program(json, probe, i / HOOKS, i % HOOKS))
			return false;
	}
	json_close(json, ']');
	return true;
}

static unsigned int copies_run(const struct probe *probe, int hook, const struct snapshot *growth)
{
	unsigned int ran = 0;

	for (int copy = 0; copy < probe->copies; copy++)
		ran += growth->copy_runs[copy][hook] > 0;
	return ran;
}

static void report_hook(struct json *json, const struct probe *probe, int hook, const struct snapshot *growth)
{
	const struct run_figures *run = &growth->runs[hook];
	__u64 events = growth->figures.events[hook];

	json_open(json, NULL, '{');
	json_string(json, "hook", hook_name(probe->copy[0].programs[hook].program));
	json_string(json, "role", hook_roles[hook]);
	json_number(json, "events", events);
	json_real(json, "events_per_second", growth->at_ns ? (double)events * 1e9 / (double)growth->at_ns : 0);
	json_number(json, "run_cnt", run->count);
	json_number(json, "run_time_ns", run->time_ns);
	json_number(json, "recursion_misses", run->recursion_misses);
	json_number(json, "copies_run", copies_run(probe, hook, growth));
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

void report_growth(struct json *json, const struct probe *probe, const char *type, const char *mark, bool stats_on,
		   const struct snapshot *growth)
{
	const struct figures *figures = &growth->figures;

	json_string(json, "type", type);
	json_string(json, "mark", mark);
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

void report_ok(struct json *json, const char *command)
{
	json_string(json, "type", "ok");
	json_string(json, "command", command);
}

void report_error(struct json *json, const char *command, const char *message)
{
	json_string(json, "type", "error");
	json_string(json, "command", command);
	json_string(json, "message", message);
}
