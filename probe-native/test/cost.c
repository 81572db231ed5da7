// SPDX-License-Identifier: Apache-2.0
//
// cost DIRECTORY: in a lab guest on the instruction clock, what one event costs: for every way to attach, with the
// interpreter, the JIT and the hardened JIT. It changes the guest's settings, so it refuses to run elsewhere.
//
// Two figures for each:
//   program   run_time_ns / run_cnt by the kernel's statistics: the program and one reading of the clock around it
//   all       what a message takes more than without any probe, shared among its six events: the way into the
//             program as well (trampoline or kprobe), statistics off
// On that clock a nanosecond is an instruction.

#include <signal.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "probing.h"

#define MESSAGES 2000
#define EVENTS_PER_MESSAGE 6 // two sends, two receives, two clean-ups

static struct exchange ends;

struct setting {
	const char *name;
	const char *jit;
	const char *harden;
};

enum { INTERPRETER, JIT, HARDEN1, HARDEN2 };

static const struct setting settings[] = {
	{ "interpreter", "0", "0" },
	{ "jit", "1", "0" },
	{ "jit harden=1", "1", "1" },
	{ "jit harden=2", "1", "2" },
};

static const char *const kinds[] = { "fentry", "kprobe", "raw_tp" };
static const char *const variants[] = { "latency", "empty" };
static const char *const roles[] = { "send", "receive", "cleanup" };

static void set(const char *name, const char *value)
{
	char path[64];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/sys/net/core/%s", name);
	file = fopen(path, "w");
	if (!file || fputs(value, file) < 0 || fclose(file)) {
		perror(path);
		exit(1);
	}
}

static double nanos_per_message(void)
{
	struct timespec begin;
	struct timespec end;

	clock_gettime(CLOCK_MONOTONIC, &begin);
	exchange_messages(&ends, MESSAGES, 64);
	clock_gettime(CLOCK_MONOTONIC, &end);
	return (double)((end.tv_sec - begin.tv_sec) * 1000000000ll + (end.tv_nsec - begin.tv_nsec)) / MESSAGES;
}

// What the three programs take together, by the kernel's statistics, one run of each.
static double program_cost[4];

static void measure(size_t setting, const char *kind, const char *variant, double without)
{
	struct driven probe;
	const char *line;
	double total = 0;
	double with;

	set("bpf_jit_enable", settings[setting].jit);
	set("bpf_jit_harden", settings[setting].harden);
	START(&probe, "--attach", kind, "--variant", variant, "--control");
	line = driven_line(&probe, PATIENCE);
	if (!line) {
		driven_wait(&probe, 5);
		SKIP("%.*s", (int)strcspn(driven_complaints(&probe), "\n"), driven_complaints(&probe));
	}
	printf("     %-12s %-6s %-7s", settings[setting].name, kind, variant);
	for (int i = 0; i < 3; i++) {
		long long jited = role_number(line, roles[i], "jited_bytes");

		CHECK((jited == 0) == (setting == INTERPRETER), "%s has %lld native bytes", roles[i], jited);
		printf(" | %s xlated %lld jited %lld load %lld", roles[i], role_number(line, roles[i], "xlated_bytes"),
		       jited, role_number(line, roles[i], "load_ns"));
	}
	exchange_messages(&ends, 50, 64); // the first send on a socket costs more than all later ones
	with = nanos_per_message();
	driven_say(&probe, "stats on\nmark before\n");
	driven_line(&probe, PATIENCE);
	driven_line(&probe, PATIENCE);
	exchange_messages(&ends, MESSAGES, 64);
	driven_say(&probe, "mark cost\nend\n");
	line = driven_line(&probe, PATIENCE);
	printf("\n       all %.1f an event, program", (with - without) / EVENTS_PER_MESSAGE);
	for (int i = 0; i < 3; i++) {
		long long runs = role_number(line, roles[i], "run_cnt");
		double cost = (double)role_number(line, roles[i], "run_time_ns") / (double)runs;

		CHECK(runs == 2 * MESSAGES, "%s ran %lld times instead of %d", roles[i], runs, 2 * MESSAGES);
		printf(" %s %.1f", roles[i], cost);
		total += cost;
	}
	printf("\n");
	program_cost[setting] = total;
	driven_line(&probe, PATIENCE);
	CHECK(driven_wait(&probe, PATIENCE) == 0, "%s", driven_complaints(&probe));
	driven_end(&probe);
}

static void measure_settings(const char *kind, const char *variant, double without)
{
	const double *cost = program_cost;

	for (size_t setting = 0; setting < 4; setting++) {
		measure(setting, kind, variant, without);
		RETURN_UNLESS_PASSED;
	}
	// Root's programs are not hardened by harden=1: it must be the same code.
	CHECK(cost[HARDEN1] < cost[JIT] * 1.01 && cost[HARDEN1] > cost[JIT] * 0.99, "%.1f and %.1f", cost[HARDEN1],
	      cost[JIT]);
	CHECK(cost[INTERPRETER] > cost[JIT], "%.1f and %.1f", cost[INTERPRETER], cost[JIT]);
	if (strcmp(variant, "empty") == 0)
		return; // no constants, so nothing to harden
	CHECK(cost[HARDEN2] > cost[JIT] * 1.01, "%.1f and %.1f", cost[HARDEN2], cost[JIT]);
	CHECK(cost[INTERPRETER] > cost[HARDEN2], "%.1f and %.1f", cost[INTERPRETER], cost[HARDEN2]);
}

int main(int argc, char **argv)
{
	struct utsname names;
	double without;

	uname(&names);
	if (argc != 2 || strcmp(names.nodename, "lab") != 0) {
		fprintf(stderr, "usage: cost DIRECTORY, in a lab guest\n");
		return 2;
	}
	signal(SIGPIPE, SIG_IGN);
	find_probe(argc, argv, "cost DIRECTORY");
	exchange_open(&ends);
	exchange_messages(&ends, 200, 64);
	without = nanos_per_message();
	printf("     without a probe a message takes %.1f\n", without);
	for (size_t k = 0; k < 3; k++) {
		for (size_t v = 0; v < 2; v++) {
			char name[64];

			snprintf(name, sizeof(name), "cost_of_%s_%s", kinds[k], variants[v]);
			measure_settings(kinds[k], variants[v], without);
			report_test(name);
		}
	}
	printf("     without a probe a message takes %.1f again\n", nanos_per_message());
	exchange_close(&ends);
	return failures > 0;
}
