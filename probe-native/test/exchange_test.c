// SPDX-License-Identifier: Apache-2.0
//
// exchange_test DIRECTORY [--alone]: holds message-exchange to what it says: as many messages as it was told, each run
// of the probe told one by one. With --alone, in a lab guest on the instruction clock, every run of a program must take
// the same, in all settings and in two rounds of them.

#include <signal.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "probing.h"

#define MESSAGES 400

static char exchanger_path[4200];
static bool alone;

#define BEGIN(driven) driven_start(driven, (const char *const[]){ exchanger_path, NULL })

static const char *answer(struct driven *driven, const char *command)
{
	driven_say(driven, command);
	return driven_line(driven, PATIENCE);
}

static void finish(struct driven *driven)
{
	close(driven->input);
	CHECK(driven_wait(driven, PATIENCE) == 0, "%s", driven_complaints(driven));
	driven->input = dup(driven->output); // driven_end() closes both
	driven_end(driven);
}

static void every_message_is_told(void)
{
	struct driven exchanger;
	const char *line;

	BEGIN(&exchanger);
	line = driven_line(&exchanger, PATIENCE);
	CHECK(has(line, "\"type\":\"ready\""), "%s", line ? line : driven_complaints(&exchanger));
	for (int round = 0; round < 2; round++) {
		line = answer(&exchanger, "pass 400\n");
		CHECK(number_after(line, "\"messages\"", NULL) == MESSAGES, "%s", line);
		CHECK(values(line, "\"elapsed\":") + number_after(line, "\"interrupted\"", NULL) == MESSAGES, "%s",
		      line);
		CHECK(has(line, "\"programs\":[]"), "%s", line);
	}
	finish(&exchanger);
}

static void nonsense_is_refused_and_changes_nothing(void)
{
	static const char *const commands[] = { "pass\n",	  "pass 0\n",	  "pass 1x\n",
						"pass 1000001\n", "push 1\n",	  "pass 1 x\n",
						"pass 1 1,x\n",	  "pass 1 1 1\n", "pass -1\n" };
	struct driven exchanger;

	BEGIN(&exchanger);
	driven_line(&exchanger, PATIENCE);
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
		const char *line = answer(&exchanger, commands[i]);

		CHECK(has(line, "\"type\":\"error\""), "%s: %s", commands[i], line);
	}
	// Nobody has a program of this id, and only who may look at programs is told so.
	CHECK(has(answer(&exchanger, "pass 1 4294967295\n"), "\"type\":\"error\""), "no error");
	CHECK(has(answer(&exchanger, "pass 1\n"), "\"messages\":1"), "no window");
	finish(&exchanger);
}

/* The ids of the probe's programs but the last, which forgets closed sockets. */
static void find_ids(const char *line, char *ids, size_t size)
{
	size_t used = 0;

	for (int i = 0; i < 3 && (line = strstr(line, "\"id\":")); i++) {
		line += strlen("\"id\":");
		used += (size_t)snprintf(ids + used, size - used, "%s%lld", i ? "," : "", strtoll(line, NULL, 10));
	}
}

/* Passes messages under a probe with statistics on; the window's line goes to `kept`. */
static void window(const char *variant, char *kept, size_t size)
{
	char command[256] = "pass 400 ";
	struct driven exchanger;
	struct driven probe;
	const char *line;

	START(&probe, "--variant", variant, "--control");
	skip_unless_ready_keeping(&probe, &line);
	RETURN_UNLESS_PASSED;
	find_ids(line, command + strlen(command), sizeof(command) - strlen(command) - 1);
	strcat(command, "\n");
	answer(&probe, "stats on\n");
	BEGIN(&exchanger);
	driven_line(&exchanger, PATIENCE);
	line = answer(&exchanger, command);
	CHECK(has(line, "\"type\":\"window\""), "%s", line ? line : "nothing");
	snprintf(kept, size, "%s", line);
	finish(&exchanger);
	driven_say(&probe, "end\n");
	driven_wait(&probe, PATIENCE);
	driven_end(&probe);
}

static void every_run_is_told(void)
{
	static char line[1 << 20];
	const char *program = line;
	int programs = 0;

	window("latency", line, sizeof(line));
	RETURN_UNLESS_PASSED;
	while ((program = strstr(program + 1, "\"shared\":"))) {
		long long runs = values(program, "\"runs\":");
		long long shared = number_after(program, "\"shared\"", NULL);
		long long interrupted = number_after(line, "\"interrupted\"", NULL);

		programs++;
		if (alone)
			CHECK(shared == 0 && runs + interrupted == MESSAGES, "%lld %lld %lld", shared, runs,
			      interrupted);
		else
			CHECK(runs + shared + interrupted >= MESSAGES, "%lld %lld %lld", shared, runs, interrupted);
	}
	CHECK(programs == 3, "%d programs", programs);
}

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

/*
 * The commonest value of each list of runs, added up. Others may be one off: the guest's kernel takes its clock for a
 * millionth slower or faster in some boots, and then rounds a value in a few hundred to the next.
 */
static void one_value_each(const char *line, long long *sum)
{
	const char *at = strstr(line, "\"programs\"");

	*sum = 0;
	while (at && (at = strstr(at, "\"runs\":["))) {
		long long common = 0;
		long long most = 0;
		long long low = -1;
		long long high = 0;

		at += strlen("\"runs\":[");
		while (*at == '[' || (*at == ',' && at[1] == '[')) {
			char *end;
			long long times;

			high = strtoll(at + (*at == '[' ? 1 : 2), &end, 10);
			times = strtoll(end + 1, &end, 10);
			low = low < 0 ? high : low;
			common = times > most ? high : common;
			most = times > most ? times : most;
			at = end + 1;
		}
		CHECK(high - common <= 1 && common - low <= 1, "runs from %lld to %lld", low, high);
		*sum += common;
	}
	CHECK(*sum > 0, "no runs");
}

static void every_run_takes_the_same(void)
{
	static const char *const settings[][2] = { { "1", "0" }, { "1", "1" }, { "1", "2" }, { "0", "0" } };
	static const char *const variants[] = { "latency", "empty" };
	static char line[1 << 20];
	long long cost[2][4][2];

	for (int round = 0; round < 2; round++) {
		for (int s = 0; s < 4; s++) {
			set("bpf_jit_enable", settings[s][0]);
			set("bpf_jit_harden", settings[s][1]);
			for (int v = 0; v < 2; v++) {
				window(variants[v], line, sizeof(line));
				RETURN_UNLESS_PASSED;
				one_value_each(line, &cost[round][s][v]);
				RETURN_UNLESS_PASSED;
				CHECK(cost[round][s][v] == cost[0][s][v], "%lld and %lld", cost[0][s][v],
				      cost[round][s][v]);
			}
		}
	}
	for (int s = 0; s < 4; s++)
		printf("     jit=%s harden=%s: three runs take %lld, of empty programs %lld\n", settings[s][0],
		       settings[s][1], cost[0][s][0], cost[0][s][1]);
	CHECK(cost[0][0][0] == cost[0][1][0], "harden=1 is not the same code for root");
	CHECK(cost[0][2][0] > cost[0][0][0] && cost[0][3][0] > cost[0][2][0], "out of order");
}

int main(int argc, char **argv)
{
	struct utsname names;

	find_probe(argc, argv, "exchange_test DIRECTORY [--alone]");
	snprintf(exchanger_path, sizeof(exchanger_path), "%s/message-exchange", argv[1]);
	signal(SIGPIPE, SIG_IGN);
	uname(&names);
	// It changes settings, so nobody else may be there to mind.
	alone = argc > 2 && strcmp(argv[2], "--alone") == 0 && strcmp(names.nodename, "lab") == 0;
	RUN(every_message_is_told);
	RUN(nonsense_is_refused_and_changes_nothing);
	RUN(every_run_is_told);
	if (alone)
		RUN(every_run_takes_the_same);
	return failures > 0;
}
