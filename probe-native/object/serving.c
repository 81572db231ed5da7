// SPDX-License-Identifier: Apache-2.0
//
// The lines of the protocol, as latency-probe has them. Programs of others count nothing themselves, so what ran is
// known by the kernel's statistics alone, and an event is a run.

#include "serving.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "changes.h"
#include "complain.h"
#include "control.h"
#include "events.h"
#include "output.h"

// The kernel's figures of every program of every copy at one moment, a copy's programs side by side.
struct snapshot {
	__u64 at_ns;
	struct run_figures *runs;
};

static struct snapshot counted_from[SINCES];

static const char *variant(const struct own_probe *probe)
{
	return probe->empty ? "empty" : "own";
}

static bool take_snapshot(const struct own_probe *probe, struct snapshot *snapshot)
{
	struct timespec now;
	size_t all = (size_t)(probe->copies * probe->count);

	if (!snapshot->runs)
		snapshot->runs = calloc(all, sizeof(*snapshot->runs));
	if (!snapshot->runs) {
		complain("no memory for the figures of %zu programs", all);
		return false;
	}
	for (size_t i = 0; i < all; i++) {
		const struct copy *copy = &probe->copy[i / (size_t)probe->count];

		if (!read_runs(copy->programs[i % (size_t)probe->count].program, &snapshot->runs[i]))
			return false;
	}
	clock_gettime(CLOCK_MONOTONIC, &now);
	snapshot->at_ns = (__u64)now.tv_sec * 1000000000u + (__u64)now.tv_nsec;
	return true;
}

static bool begin(const void *served)
{
	return take_snapshot(served, &counted_from[SINCE_READY]) &&
	       take_snapshot(served, &counted_from[SINCE_LAST_LINE]);
}

static struct run_figures since_then(const struct run_figures *before, const struct run_figures *after)
{
	return (struct run_figures){ after->count - before->count, after->time_ns - before->time_ns,
				     after->recursion_misses - before->recursion_misses };
}

static void report_hook(struct json *json, const struct own_probe *probe, int program, const struct snapshot *before,
			const struct snapshot *now, bool stats_on)
{
	struct run_figures first = since_then(&before->runs[program], &now->runs[program]);
	int copies_run = 0;

	for (int copy = 0; copy < probe->copies; copy++) {
		int i = copy * probe->count + program;

		copies_run += now->runs[i].count > before->runs[i].count;
	}
	json_open(json, NULL, '{');
	json_string(json, "hook", probe->hooks[program]);
	if (stats_on) {
		json_number(json, "events", first.count);
		json_real(json, "events_per_second", per_second(first.count, now->at_ns - before->at_ns));
	}
	report_runs(json, &first, copies_run);
	json_close(json, '}');
}

static bool growth(struct json *json, const void *served, enum since since, bool stats_on)
{
	static struct snapshot now;
	const struct own_probe *probe = served;
	struct snapshot *before = &counted_from[since];
	struct run_figures *runs;

	if (!take_snapshot(probe, &now))
		return false;
	json_string(json, "variant", variant(probe));
	json_number(json, "copies", (unsigned long long)probe->copies);
	json_number(json, "elapsed_ns", now.at_ns - before->at_ns);
	json_bool(json, "stats_on", stats_on);
	json_open(json, "hooks", '[');
	for (int i = 0; i < probe->count; i++)
		report_hook(json, probe, i, before, &now, stats_on);
	json_close(json, ']');
	runs = before->runs;
	*before = now;
	now.runs = runs;
	return true;
}

static bool holds(const char *kinds, const char *kind)
{
	for (const char *at = kinds; at; at = strchr(at, '+')) {
		at += *at == '+';
		if (strlen(kind) == strcspn(at, "+") && strncmp(at, kind, strlen(kind)) == 0)
			return true;
	}
	return false;
}

// Each kind once, in the object's order: "kprobe+kretprobe".
static void report_kinds(struct json *json, const struct own_probe *probe)
{
	char kinds[256] = "";

	for (int i = 0; i < probe->count; i++) {
		const char *kind = attached_as(probe->copy[0].programs[i].program);

		if (!holds(kinds, kind))
			snprintf(kinds + strlen(kinds), sizeof(kinds) - strlen(kinds), "%s%s", kinds[0] ? "+" : "",
				 kind);
	}
	json_string(json, "attach", kinds);
}

static bool ready(struct json *json, const void *served)
{
	const struct own_probe *probe = served;

	json_string(json, "variant", variant(probe));
	json_number(json, "pid", (unsigned long long)getpid());
	report_kinds(json, probe);
	json_number(json, "copies", (unsigned long long)probe->copies);
	events_report(json);
	json_open(json, "programs", '[');
	for (int i = 0; i < probe->copies * probe->count; i++) {
		const struct labels labels = {
			.hook = probe->hooks[i % probe->count],
			.built = "",
			.copy = i / probe->count + 1,
			.kallsyms = probe->kallsyms,
		};

		if (!report_program(json, &probe->copy[i / probe->count].programs[i % probe->count], &labels))
			return false;
	}
	json_close(json, ']');
	return true;
}

bool own_list(const struct own_probe *probe)
{
	struct json json;

	json_begin(&json);
	json_string(&json, "type", "object");
	json_open(&json, "programs", '[');
	for (int i = 0; i < probe->count; i++) {
		const struct bpf_program *program = probe->copy[0].programs[i].program;

		json_open(&json, NULL, '{');
		json_string(&json, "name", bpf_program__name(program));
		json_string(&json, "section", bpf_program__section_name(program));
		json_string(&json, "hook", probe->hooks[i]);
		json_string(&json, "attach", attached_as(program));
		json_close(&json, '}');
	}
	json_close(&json, ']');
	report_changes(&json, probe);
	return output_line(&json);
}

bool own_serve(const struct own_probe *probe, bool commands)
{
	const struct served served = { .probe = probe,
				       .fills = events_fds(),
				       .fill_count = events_fd_count(),
				       .empty = events_read,
				       .ready = ready,
				       .begin = begin,
				       .growth = growth,
				       .commands = "" };
	const struct control_options options = { .commands = commands };

	return control_run(&served, &options);
}
