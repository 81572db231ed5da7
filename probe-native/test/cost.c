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

#include "check.h"
#include "driven.h"
#include "exchange.h"

#define PATIENCE 60
#define MESSAGES 2000
#define EVENTS_PER_MESSAGE 6 // two sends, two receives, two clean-ups

static char probe_path[4096];
static struct exchange exchange;

struct setting {
	const char *name;
	const char *jit;
	const char *harden;
};

static const struct setting settings[] = {
	{ "interpreter", "0", "0" }, { "jit", "1", "0" }, { "jit harden=1", "1", "1" }, { "jit harden=2", "1", "2" },
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
	exchange_messages(&exchange, MESSAGES, 64);
	clock_gettime(CLOCK_MONOTONIC, &end);
	return (double)((end.tv_sec - begin.tv_sec) * 1000000000ll + (end.tv_nsec - begin.tv_nsec)) / MESSAGES;
}

static long long role_number(const char *line, const char *role, const char *what)
{
	char place[32];
	char name[32];

	snprintf(place, sizeof(place), "\"role\":\"%s\"", role);
	snprintf(name, sizeof(name), "\"%s\"", what);
	return number_after(line, place, name);
}

static void measure(const struct setting *setting, const char *kind, const char *variant, double without)
{
	struct driven probe;
	const char *line;
	double with;

	set("bpf_jit_enable", setting->jit);
	set("bpf_jit_harden", setting->harden);
	driven_start(&probe, (const char *const[]){ probe_path, "--attach", kind, "--variant", variant, "--control", NULL });
	line = driven_line(&probe, PATIENCE);
	if (!line) {
		driven_wait(&probe, 5);
		SKIP("%.*s", (int)strcspn(driven_complaints(&probe), "\n"), driven_complaints(&probe));
	}
	printf("     %-12s %-6s %-7s", setting->name, kind, variant);
	for (int i = 0; i < 3; i++) {
		long long jited = role_number(line, roles[i], "jited_bytes");

		CHECK((jited == 0) == (strcmp(setting->jit, "0") == 0), "%s has %lld native bytes", roles[i], jited);
		printf(" | %s xlated %lld jited %lld load %lld", roles[i], role_number(line, roles[i], "xlated_bytes"), jited,
		       role_number(line, roles[i], "load_ns"));
	}
	exchange_messages(&exchange, 50, 64); // the caches of the emulator, the first send on the sockets
	with = nanos_per_message();
	driven_say(&probe, "stats on\nmark before\n");
	driven_line(&probe, PATIENCE);
	driven_line(&probe, PATIENCE);
	exchange_messages(&exchange, MESSAGES, 64);
	driven_say(&probe, "mark cost\nend\n");
	line = driven_line(&probe, PATIENCE);
	printf("\n       all %.1f an event, program", (with - without) / EVENTS_PER_MESSAGE);
	for (int i = 0; i < 3; i++) {
		long long runs = role_number(line, roles[i], "run_cnt");

		CHECK(runs == 2 * MESSAGES, "%s ran %lld times instead of %d", roles[i], runs, 2 * MESSAGES);
		printf(" %s %.1f", roles[i], (double)role_number(line, roles[i], "run_time_ns") / (double)runs);
	}
	printf("\n");
	driven_line(&probe, PATIENCE);
	driven_wait(&probe, PATIENCE);
	driven_end(&probe);
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
	snprintf(probe_path, sizeof(probe_path), "%s/latency-probe", argv[1]);
	exchange_open(&exchange);
	exchange_messages(&exchange, 200, 64);
	without = nanos_per_message();
	printf("     without a probe a message takes %.1f\n", without);
	for (size_t k = 0; k < 3; k++) {
		for (size_t s = 0; s < 4; s++) {
			for (size_t v = 0; v < 2; v++) {
				char name[64];

				snprintf(name, sizeof(name), "cost of %s, %s, %s", kinds[k], variants[v],
					 settings[s].name);
				measure(&settings[s], kinds[k], variants[v], without);
				report_test(name);
			}
		}
	}
	printf("     without a probe a message takes %.1f again\n", nanos_per_message());
	exchange_close(&exchange);
	return failures > 0;
}
