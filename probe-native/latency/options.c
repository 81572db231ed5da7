// SPDX-License-Identifier: Apache-2.0

#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arithmetic.h"

const char *const attach_names[ATTACH_KINDS + 1] = { "fentry", "kprobe", "raw_tp", "auto" };
const char *const variant_names[VARIANTS] = { "latency", "empty", "arithmetic" };

static const char help_text[] =
	"latency-probe: how long TCP sends wait for their answer, seen from inside the kernel\n"
	"\n"
	"  sudo latency-probe --duration 30\n"
	"\n"
	"Per socket it takes the time from the first unanswered send to the reader's clean-up after the data that\n"
	"came back. Results are JSON lines on standard output: first `ready`, at the end `result`.\n"
	"\n"
	"  --attach KIND       auto (default), fentry, kprobe or raw_tp; auto takes the first that really works\n"
	"  --variant VARIANT   latency (default); or other programs at the same hooks: empty, which do nothing, or\n"
	"                      arithmetic, which only add, --length times\n"
	"  --length N          additions in each program of the arithmetic variant, 1 to 100000\n"
	"  --duration SECONDS  end by itself; without it: until SIGINT, SIGTERM or the end of --control's input\n"
	"  --interval SECONDS  an `interval` line this often\n"
	"  --stats             keep the kernel's run_cnt and run_time_ns from the start (costs time in every event)\n"
	"  --control           obey standard input: mark TEXT, stats on, stats off, chain RUNS, end; one a line\n"
	"  --stack K           load and attach the same programs K times, 1 to 64; figures are those of the first\n"
	"  --object FILE       load the programs of this object in place of those inside: the same, compiled "
	"otherwise\n"
	"  --kallsyms          say in `ready` whether /proc/kallsyms has each program's name\n"
	"  --sockets N         room for N sockets (16384); when `map_full` is not 0, raise it\n"
	"  --survey            instead: what is attached already at the probe's hooks, as one line\n"
	"  --verbose           show libbpf's messages\n"
	"  --help              this text\n"
	"\n"
	"Exit status: 0 done, 1 failed, 2 usage.\n";

void print_help(void)
{
	fputs(help_text, stdout);
}

static bool senseless(const char *option, const char *value, const char *expected)
{
	fprintf(stderr, "latency-probe: %s %s makes no sense: it takes %s\n", option, value, expected);
	return false;
}

static bool one_of(const char *value, const char *const *names, int count, int *chosen)
{
	for (int i = 0; i < count; i++) {
		if (strcmp(value, names[i]) == 0) {
			*chosen = i;
			return true;
		}
	}
	return false;
}

/* Seconds, fractions allowed: from a millisecond to a year. */
static bool seconds(const char *value, long long *nanos)
{
	char *end;
	double parsed;

	errno = 0;
	parsed = strtod(value, &end);
	if (errno || end == value || *end || !isfinite(parsed) || parsed < 0.001 || parsed > 366.0 * 86400)
		return false;
	*nanos = llround(parsed * 1e9);
	return true;
}

static bool whole_number(const char *value, long long lowest, long long highest, long long *number)
{
	char *end;

	errno = 0;
	*number = strtoll(value, &end, 10);
	return !errno && end != value && !*end && *number >= lowest && *number <= highest;
}

enum long_option {
	ATTACH = 256,
	VARIANT,
	LENGTH,
	DURATION,
	INTERVAL,
	STATS,
	CONTROL,
	STACK,
	OBJECT,
	KALLSYMS,
	SOCKETS,
	SURVEY,
	VERBOSE,
	HELP
};

static const struct option long_options[] = {
	{ "attach", required_argument, NULL, ATTACH },
	{ "variant", required_argument, NULL, VARIANT },
	{ "length", required_argument, NULL, LENGTH },
	{ "duration", required_argument, NULL, DURATION },
	{ "interval", required_argument, NULL, INTERVAL },
	{ "stats", no_argument, NULL, STATS },
	{ "control", no_argument, NULL, CONTROL },
	{ "stack", required_argument, NULL, STACK },
	{ "object", required_argument, NULL, OBJECT },
	{ "kallsyms", no_argument, NULL, KALLSYMS },
	{ "sockets", required_argument, NULL, SOCKETS },
	{ "survey", no_argument, NULL, SURVEY },
	{ "verbose", no_argument, NULL, VERBOSE },
	{ "help", no_argument, NULL, HELP },
	{ NULL, 0, NULL, 0 },
};

static bool take(int option, const char *value, struct options *options)
{
	long long number = 0;
	int chosen = 0;

	switch (option) {
	case ATTACH:
		if (!one_of(value, attach_names, ATTACH_KINDS + 1, &chosen))
			return senseless("--attach", value, "auto, fentry, kprobe or raw_tp");
		options->attach = (enum attach_kind)chosen;
		return true;
	case VARIANT:
		if (!one_of(value, variant_names, VARIANTS, &chosen))
			return senseless("--variant", value, "latency, empty or arithmetic");
		options->variant = (enum variant)chosen;
		return true;
	case LENGTH:
		if (!whole_number(value, 1, ARITHMETIC_MAX, &number))
			return senseless("--length", value, "a number from 1 to 100000");
		options->length = (int)number;
		return true;
	case DURATION:
		return seconds(value, &options->duration_ns) ||
		       senseless("--duration", value, "seconds, 0.001 or more");
	case INTERVAL:
		return seconds(value, &options->interval_ns) ||
		       senseless("--interval", value, "seconds, 0.001 or more");
	case STATS:
		options->stats = true;
		return true;
	case CONTROL:
		options->control = true;
		return true;
	case STACK:
		if (!whole_number(value, 1, MAX_COPIES, &number))
			return senseless("--stack", value, "a number from 1 to 64");
		options->copies = (int)number;
		return true;
	case SOCKETS:
		if (!whole_number(value, 1, MAX_SOCKETS, &number))
			return senseless("--sockets", value, "a number from 1 to 4194304");
		options->sockets = (unsigned int)number;
		return true;
	case SURVEY:
		options->survey = true;
		return true;
	case OBJECT:
		options->object = value;
		return true;
	case KALLSYMS:
		options->kallsyms = true;
		return true;
	case VERBOSE:
		options->verbose = true;
		return true;
	case HELP:
		options->help = true;
		return true;
	default: /* getopt_long has said what is wrong */
		return false;
	}
}

bool parse_options(int argc, char **argv, struct options *options)
{
	int option;

	*options = (struct options){
		.attach = ATTACH_AUTO,
		.variant = VARIANT_LATENCY,
		.copies = 1,
		.sockets = DEFAULT_SOCKETS,
	};
	while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
		if (!take(option, optarg, options))
			return false;
	}
	if (optind < argc) {
		fprintf(stderr, "latency-probe: %s is not an option: see --help\n", argv[optind]);
		return false;
	}
	if ((options->variant == VARIANT_ARITHMETIC) != (options->length > 0)) {
		fprintf(stderr, "latency-probe: --variant arithmetic and --length go together: give both or neither\n");
		return false;
	}
	return true;
}
