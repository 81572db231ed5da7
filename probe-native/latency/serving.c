// SPDX-License-Identifier: Apache-2.0

#include "serving.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "arithmetic.h"
#include "commands.h"
#include "control.h"
#include "figures.h"
#include "output.h"
#include "report.h"

static struct snapshot counted_from[SINCES];

static bool ready(struct json *json, const void *probe)
{
	return report_ready(json, probe);
}

static bool begin(const void *probe)
{
	if (!take_snapshot(probe, &counted_from[SINCE_READY]))
		return false;
	counted_from[SINCE_LAST_LINE] = counted_from[SINCE_READY];
	return true;
}

static bool growth(struct json *json, const void *probe, enum since since, bool stats_on)
{
	static struct snapshot now;
	static struct snapshot grown;

	if (!take_snapshot(probe, &now))
		return false;
	difference(&counted_from[since], &now, &grown);
	counted_from[since] = now;
	report_growth(json, probe, stats_on, &grown);
	return true;
}

static enum answer refuse(const char *command, const char *why)
{
	return answer_error(command, why) ? ANSWERED : NOBODY_LISTENS;
}

static enum answer command(const void *served, const char *command)
{
	const struct probe *probe = served;
	struct chain_time time;
	struct json json;
	long long runs;
	char *end;

	if (strncmp(command, "chain ", 6) != 0)
		return UNKNOWN_COMMAND;
	runs = strtoll(command + 6, &end, 10);
	if (!probe->length)
		return refuse(command, "only the arithmetic variant has a chain");
	if (*end || runs < 1 || runs > CHAIN_RUNS_MAX)
		return refuse(command, "chain takes a number of runs from 1 to 10000000");
	if (!chain_run(probe->length, runs, &time))
		return refuse(command, strerror(errno));
	json_begin(&json);
	report_chain(&json, probe->length, &time);
	return output_line(&json) ? ANSWERED : NOBODY_LISTENS;
}

bool latency_serve(const struct probe *probe, const struct options *options)
{
	const struct served served = { .probe = probe,
				       .ready = ready,
				       .begin = begin,
				       .growth = growth,
				       .command = command,
				       .commands = ", chain RUNS" };
	const struct control_options control = {
		.duration_ns = options->duration_ns,
		.interval_ns = options->interval_ns,
		.stats = options->stats,
		.commands = options->control,
	};

	return control_run(&served, &control);
}
