// SPDX-License-Identifier: Apache-2.0
//
// counts_test DIRECTORY [--alone]: the real latency-probe from that directory, on the running kernel, must count a
// known number of TCP calls. With --alone nothing else uses TCP here, as in a guest: then every count must be exact,
// not only large enough.

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "probing.h"

#define MESSAGES 500

static bool alone;

static bool count_is(long long counted, long long expected)
{
	return alone ? counted == expected : counted >= expected;
}

static void check_books(const char *line)
{
	long long count = number_after(line, "\"latency\"", "\"count\"");
	long long sends = role_number(line, "send", "events");
	long long unanswered = sends - count - lost(line, "coalesced") - lost(line, "map_full") - lost(line, "closed");

	CHECK(unanswered >= 0 && (!alone || unanswered == 0), "%lld sends unaccounted for: %.600s", unanswered, line);
	CHECK(role_number(line, "cleanup", "events") == count + lost(line, "unmatched") + lost(line, "no_data"),
	      "clean-ups do not add up: %.600s", line);
}

static void check_counts(const char *line)
{
	CHECK(has(line, "\"type\":\"result\""), "%s", line ? line : "no line");
	CHECK(count_is(role_number(line, "send", "events"), 2 * MESSAGES), "%.600s", line);
	CHECK(count_is(role_number(line, "receive", "events"), 2 * MESSAGES), "%.600s", line);
	CHECK(count_is(role_number(line, "cleanup", "events") - lost(line, "no_data"), 2 * MESSAGES), "%.600s", line);
	CHECK(count_is(role_number(line, "destroy", "events"), 3), "%.600s", line);
	CHECK(count_is(number_after(line, "\"latency\"", "\"count\""), 2 * MESSAGES - 1), "%.600s", line);
	CHECK(count_is(lost(line, "unmatched"), 1), "%.600s", line);
	CHECK(count_is(lost(line, "closed"), 1), "%.600s", line);
	CHECK(lost(line, "map_full") == 0, "%.600s", line);
	check_books(line);
}

static void counts_with(const char *kind)
{
	struct driven probe;

	START(&probe, "--control", "--attach", kind);
	skip_unless_ready(&probe);
	if (outcome == PASSED) {
		exchange(MESSAGES);
		driven_say(&probe, "end\n");
		check_counts(driven_line(&probe, PATIENCE));
	}
	if (outcome == PASSED && driven_wait(&probe, PATIENCE) != 0) {
		outcome = FAILED;
		snprintf(outcome_reason, sizeof(outcome_reason), "it did not end well: %s", driven_complaints(&probe));
	}
	driven_end(&probe);
}

static void fentry_counts_every_call(void)
{
	counts_with("fentry");
}

static void kprobe_counts_every_call(void)
{
	counts_with("kprobe");
}

static void raw_tp_counts_every_call(void)
{
	counts_with("raw_tp");
}

// However it was compiled, the probe does the same.
static void every_object_counts_every_call(void)
{
	static const char *const levels[] = { "O1", "O2", "O3", "Os" };
	static const char *const sets[] = { "v1", "v2", "v3", "v4" };
	int tried = 0;

	for (int i = 0; i < 16; i++) {
		char object[4200];
		char built[64];
		struct driven probe;
		const char *line;

		snprintf(object, sizeof(object), "%.*s/objects/latency-%s-%s.bpf.o",
			 (int)(strrchr(probe_path, '/') - probe_path), probe_path, levels[i / 4], sets[i % 4]);
		if (access(object, R_OK) != 0)
			continue;
		tried++;
		snprintf(built, sizeof(built), " -%s -mcpu=%s", levels[i / 4], sets[i % 4]);
		START(&probe, "--control", "--object", object);
		skip_unless_ready_keeping(&probe, &line);
		RETURN_UNLESS_PASSED;
		CHECK(has(line, built), "%s: %s", object, line);
		CHECK(role_number(line, "cleanup", "instructions") > 50, "%s: %s", object, line);
		CHECK(role_number(line, "cleanup", "verified_instructions") >=
			      role_number(line, "cleanup", "instructions"),
		      "%s: %s", object, line);
		CHECK(role_number(line, "cleanup", "peak_states") <= role_number(line, "cleanup", "total_states"),
		      "%s: %s", object, line);
		exchange(MESSAGES);
		driven_say(&probe, "end\n");
		check_counts(driven_line(&probe, PATIENCE));
		RETURN_UNLESS_PASSED;
		driven_end(&probe);
	}
	if (!tried)
		SKIP("there are no objects beside the probe");
}

static long long setting(const char *name)
{
	char path[128];
	long long value = -1;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/sys/net/core/bpf_jit_%s", name);
	file = fopen(path, "re");
	if (file && fscanf(file, "%lld", &value) != 1)
		value = -1;
	if (file)
		fclose(file);
	return value;
}

static void names_are_told_as_the_settings_have_it(void)
{
	bool named = setting("enable") > 0 && setting("harden") == 0 && setting("kallsyms") == 1;
	struct driven probe;
	const char *line;

	START(&probe, "--duration", "0.1", "--kallsyms");
	skip_unless_ready_keeping(&probe, &line);
	RETURN_UNLESS_PASSED;
	CHECK(has(line, named ? "\"in_kallsyms\":true" : "\"in_kallsyms\":false"), "%s", line);
	CHECK(!has(line, named ? "\"in_kallsyms\":false" : "\"in_kallsyms\":true"), "%s", line);
	driven_end(&probe);
}

static void auto_takes_the_first_that_works(void)
{
	struct driven probe;
	const char *line;

	START(&probe, "--duration", "0.1");
	line = driven_line(&probe, PATIENCE);
	if (!line) {
		driven_wait(&probe, 5);
		SKIP("%.*s", (int)strcspn(driven_complaints(&probe), "\n"), driven_complaints(&probe));
	}
	CHECK(has(line, "\"ok\":true}]"), "the last attempt is not the one that worked: %s", line);
	CHECK(role_number(line, "send", "load_ns") > 0, "%s", line);
	CHECK(role_number(line, "send", "xlated_bytes") > 0, "%s", line);
	CHECK(role_number(line, "destroy", "id") > 0, "%s", line);
	line = driven_line(&probe, PATIENCE);
	CHECK(has(line, "\"type\":\"result\""), "%s", line ? line : "no result");
	CHECK(number_after(line, "\"elapsed_ns\"", NULL) >= 100000000, "%s", line);
	CHECK(driven_wait(&probe, PATIENCE) == 0, "%s", driven_complaints(&probe));
	driven_end(&probe);
}

static void empty_programs_run_and_find_nothing(void)
{
	struct driven probe;
	const char *line;

	START(&probe, "--control", "--variant", "empty", "--stats");
	skip_unless_ready(&probe);
	RETURN_UNLESS_PASSED;
	exchange(MESSAGES);
	driven_say(&probe, "end\n");
	line = driven_line(&probe, PATIENCE);
	CHECK(has(line, "\"type\":\"result\""), "%s", line ? line : "no result");
	CHECK(count_is(role_number(line, "send", "run_cnt"), 2 * MESSAGES), "%s", line);
	CHECK(role_number(line, "send", "run_time_ns") > 0, "%s", line);
	CHECK(number_after(line, "\"latency\"", "\"count\"") == 0, "%s", line);
	driven_end(&probe);
}

static void commands_are_obeyed_and_answered(void)
{
	struct driven probe;
	const char *line;
	char longer[6000];

	START(&probe, "--control");
	skip_unless_ready(&probe);
	RETURN_UNLESS_PASSED;
	exchange(MESSAGES);
	driven_say(&probe, "mark warm \"up\"\nstats on\n");
	line = driven_line(&probe, PATIENCE);
	CHECK(has(line, "\"type\":\"interval\"") && has(line, "\"mark\":\"warm \\\"up\\\"\""), "%s", line);
	CHECK(count_is(role_number(line, "send", "events"), 2 * MESSAGES), "%s", line);
	CHECK(has(line, "\"stats_on\":false") && role_number(line, "send", "run_cnt") == 0, "%s", line);
	line = driven_line(&probe, PATIENCE);
	CHECK(line && strcmp(line, "{\"type\":\"ok\",\"command\":\"stats on\"}") == 0, "%s", line);

	exchange(10);
	driven_say(&probe, "mark attribution\n");
	line = driven_line(&probe, PATIENCE);
	CHECK(count_is(role_number(line, "send", "events"), 20), "not the growth since the last mark: %s", line);
	CHECK(count_is(role_number(line, "send", "run_cnt"), 20), "%s", line);
	CHECK(role_number(line, "send", "run_time_ns") > 0, "%s", line);
	CHECK(has(line, "\"stats_on\":true"), "%s", line);

	driven_say(&probe, "stats off\nsing\n");
	line = driven_line(&probe, PATIENCE);
	CHECK(has(line, "\"type\":\"ok\"") && has(line, "stats off"), "%s", line);
	line = driven_line(&probe, PATIENCE);
	CHECK(has(line, "\"type\":\"error\"") && has(line, "\"command\":\"sing\""), "%s", line);

	memset(longer, 'x', sizeof(longer) - 2);
	strcpy(longer + sizeof(longer) - 2, "\n");
	driven_say(&probe, longer);
	line = driven_line(&probe, PATIENCE);
	CHECK(has(line, "\"type\":\"error\"") && has(line, "longer than"), "%s", line);

	driven_say(&probe, "end\n");
	line = driven_line(&probe, PATIENCE);
	CHECK(has(line, "\"type\":\"result\""), "%s", line ? line : "no result");
	CHECK(count_is(role_number(line, "send", "events"), 2 * MESSAGES + 20), "not the whole run: %s", line);
	CHECK(driven_wait(&probe, PATIENCE) == 0, "%s", driven_complaints(&probe));
	driven_end(&probe);
}

static void full_map_is_counted(void)
{
	struct driven probe;
	const char *line;

	START(&probe, "--control", "--sockets", "1");
	skip_unless_ready(&probe);
	RETURN_UNLESS_PASSED;
	exchange(MESSAGES);
	driven_say(&probe, "end\n");
	line = driven_line(&probe, PATIENCE);
	// The first to send gets the only place; the other never does.
	CHECK(count_is(lost(line, "map_full"), MESSAGES), "%.600s", line);
	check_books(line);
	driven_end(&probe);
}

static int times(const char *line, const char *text)
{
	int count = 0;

	while (line && (line = strstr(line, text))) {
		line += strlen(text);
		count++;
	}
	return count;
}

static void copies_are_not_counted_again(void)
{
	struct driven probe;
	const char *line;

	START(&probe, "--control", "--stats", "--stack", "3");
	skip_unless_ready_keeping(&probe, &line);
	RETURN_UNLESS_PASSED;
	CHECK(times(line, "\"copy\":3") == 4 && times(line, "\"copy\":") == 12, "not 3 times 4 programs: %s", line);
	exchange(MESSAGES);
	driven_say(&probe, "end\n");
	line = driven_line(&probe, PATIENCE);
	CHECK(has(line, "\"copies\":3"), "%.600s", line);
	CHECK(times(line, "\"copies_run\":3") == 4, "not every copy ran: %.600s", line);
	check_counts(line);
	RETURN_UNLESS_PASSED;
	driven_end(&probe);
}

static void the_verifier_has_its_part_of_the_load(void)
{
	struct driven probe;
	const char *line;
	const char *program;
	int programs = 0;

	START(&probe, "--control", "--stack", "2");
	skip_unless_ready_keeping(&probe, &line);
	RETURN_UNLESS_PASSED;
	for (program = strstr(line, "\"copy\":"); program; program = strstr(program + 1, "\"copy\":")) {
		long long load = number_after(program, "\"load_ns\"", NULL);
		long long verifier = number_after(program, "\"verifier_ns\"", NULL);

		CHECK(verifier > 0 && verifier < load, "verifier %lld of %lld ns: %.300s", verifier, load, program);
		CHECK(verifier % 1000 == 0, "the kernel tells whole microseconds, not %lld ns", verifier);
		programs++;
	}
	CHECK(programs == 8, "%d programs: %s", programs, line);
	driven_end(&probe);
}

int main(int argc, char **argv)
{
	find_probe(argc, argv, "counts_test DIRECTORY [--alone]");
	alone = argc > 2 && strcmp(argv[2], "--alone") == 0;
	signal(SIGPIPE, SIG_IGN);

	RUN(every_object_counts_every_call);
	RUN(names_are_told_as_the_settings_have_it);
	RUN(auto_takes_the_first_that_works);
	RUN(fentry_counts_every_call);
	RUN(kprobe_counts_every_call);
	RUN(raw_tp_counts_every_call);
	RUN(empty_programs_run_and_find_nothing);
	RUN(full_map_is_counted);
	RUN(copies_are_not_counted_again);
	RUN(the_verifier_has_its_part_of_the_load);
	RUN(commands_are_obeyed_and_answered);
	return failures > 0;
}
