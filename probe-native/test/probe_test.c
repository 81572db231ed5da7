// SPDX-License-Identifier: Apache-2.0
//
// probe_test DIRECTORY [--alone]: runs the real latency-probe, from that directory, on the running kernel. With
// --alone nothing else uses TCP here, as in a guest: then every count must be exact, not only large enough.

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "driven.h"
#include "exchange.h"

// Loading takes well below a second on a machine, and some seconds of an emulated one.
#define PATIENCE 60
#define MESSAGES 500

static char probe_path[4096];
static char refused_path[4096];
static bool alone;
static const char *attach_that_works = "auto";

#define START(driven, ...)                                                                                             \
	driven_start(driven, (const char *const[]){ probe_path, "--attach", attach_that_works, __VA_ARGS__, NULL })

static long long role_number(const char *line, const char *role, const char *what)
{
	char place[32];
	char name[32];

	snprintf(place, sizeof(place), "\"role\":\"%s\"", role);
	snprintf(name, sizeof(name), "\"%s\"", what);
	return number_after(line, place, name);
}

static long long lost(const char *line, const char *what)
{
	char name[32];

	snprintf(name, sizeof(name), "\"%s\"", what);
	return number_after(line, "\"lost\"", name);
}

static bool has(const char *line, const char *text)
{
	return line && strstr(line, text);
}

// A probe that cannot even start for want of rights is no failure of the test.
static void skip_unless_ready(struct driven *probe)
{
	const char *line = driven_line(probe, PATIENCE);

	if (has(line, "\"type\":\"ready\""))
		return;
	driven_wait(probe, 5);
	SKIP("%.*s", (int)strcspn(driven_complaints(probe), "\n"), driven_complaints(probe));
}

static void exchange(long messages)
{
	struct exchange exchange;

	exchange_open(&exchange);
	exchange_messages(&exchange, messages, 64);
	exchange_close(&exchange);
}

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

	attach_that_works = kind;
	START(&probe, "--control");
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
	attach_that_works = "auto";
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

static void end_of_input_is_the_end(void)
{
	struct driven probe;

	START(&probe, "--control");
	skip_unless_ready(&probe);
	RETURN_UNLESS_PASSED;
	close(probe.input);
	probe.input = -1;
	CHECK(has(driven_line(&probe, PATIENCE), "\"type\":\"result\""), "no result");
	CHECK(driven_wait(&probe, PATIENCE) == 0, "%s", driven_complaints(&probe));
	driven_end(&probe);
}

static void intervals_come_by_the_clock(void)
{
	struct driven probe;
	const char *line;
	int intervals = 0;

	START(&probe, "--duration", "1.1", "--interval", "0.25");
	skip_unless_ready(&probe);
	RETURN_UNLESS_PASSED;
	while (has(line = driven_line(&probe, PATIENCE), "\"type\":\"interval\""))
		intervals++;
	CHECK(has(line, "\"type\":\"result\""), "%s", line ? line : "no result");
	CHECK(intervals >= 3 && intervals <= 4, "%d intervals", intervals);
	CHECK(driven_wait(&probe, PATIENCE) == 0, "%s", driven_complaints(&probe));
	driven_end(&probe);
}

static void ends_with_result_on(int signal)
{
	struct driven probe;

	START(&probe, "--duration", "600");
	skip_unless_ready(&probe);
	RETURN_UNLESS_PASSED;
	kill(probe.pid, signal);
	CHECK(has(driven_line(&probe, PATIENCE), "\"type\":\"result\""), "no result after signal %d", signal);
	CHECK(driven_wait(&probe, PATIENCE) == 0, "%s", driven_complaints(&probe));
	driven_end(&probe);
}

static void signals_end_it_with_its_result(void)
{
	ends_with_result_on(SIGINT);
	RETURN_UNLESS_PASSED;
	ends_with_result_on(SIGTERM);
}

static void closed_output_ends_it(void)
{
	struct driven probe;
	int status;

	START(&probe, "--duration", "600");
	skip_unless_ready(&probe);
	RETURN_UNLESS_PASSED;
	close(probe.output);
	probe.output = -1;
	status = driven_wait(&probe, PATIENCE);
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 1, "status %d", status);
	CHECK(has(driven_complaints(&probe), "output is closed"), "%s", driven_complaints(&probe));
	driven_end(&probe);
}

static void *start_in_thread(void *probe)
{
	START(probe, "--duration", "600");
	return NULL;
}

// The parent is a process of its own here, because the test must outlive it. A third process holds the probe's output
// open, so that nothing but the death of the parent can end the probe.
struct family {
	struct driven probe;
	pid_t holder;
	char ready;
};

static void be_parent(int report)
{
	struct family family = { 0 };
	pthread_t thread;

	pthread_create(&thread, NULL, start_in_thread, &family.probe);
	pthread_join(thread, NULL); // the thread that started the probe is gone now
	if (has(driven_line(&family.probe, PATIENCE), "\"type\":\"ready\"")) {
		usleep(200000);
		family.ready = waitpid(family.probe.pid, NULL, WNOHANG) == 0 ? 'y' : 'd';
	}
	family.holder = fork();
	if (family.holder == 0) {
		pause();
		_exit(0);
	}
	if (write(report, &family, sizeof(family)) != sizeof(family))
		_exit(1);
	pause();
	_exit(0);
}

static void dead_parent_ends_it_dead_thread_does_not(void)
{
	struct family family;
	int report[2];
	int status = -1;
	pid_t parent;

	prctl(PR_SET_CHILD_SUBREAPER, 1); // the orphans become ours
	CHECK(pipe(report) == 0, "%s", strerror(errno));
	parent = fork();
	if (parent == 0)
		be_parent(report[1]);
	CHECK(read(report[0], &family, sizeof(family)) == sizeof(family), "the parent said nothing");
	kill(parent, SIGKILL);
	waitpid(parent, NULL, 0);
	if (family.ready == 'y')
		status = driven_wait(&family.probe, 10);
	kill(family.holder, SIGKILL);
	waitpid(family.holder, NULL, 0);
	close(report[0]);
	close(report[1]);
	if (!family.ready)
		SKIP("the probe cannot be loaded here");
	CHECK(family.ready == 'y', "the probe ended with the thread that started it");
	CHECK(status >= 0, "the probe outlived its parent");
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

static void copies_are_not_counted_again(void)
{
	struct driven probe;
	const char *line;

	START(&probe, "--control", "--stack", "3");
	skip_unless_ready(&probe);
	RETURN_UNLESS_PASSED;
	exchange(MESSAGES);
	driven_say(&probe, "end\n");
	line = driven_line(&probe, PATIENCE);
	CHECK(has(line, "\"copies\":3"), "%.600s", line);
	check_counts(line);
	driven_end(&probe);
}

static int run_to_end(struct driven *driven, const char *const *arguments)
{
	driven_start(driven, arguments);
	return driven_wait(driven, PATIENCE);
}

static int lines_in(const char *text)
{
	int lines = 0;

	for (; *text; text++)
		lines += *text == '\n';
	return lines;
}

static void usage_errors_are_one_sentence(void)
{
	struct driven probe;
	int status = run_to_end(&probe, (const char *const[]){ probe_path, "--duration", "soon", NULL });

	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 2, "status %d", status);
	CHECK(lines_in(driven_complaints(&probe)) == 1, "%s", driven_complaints(&probe));
	CHECK(has(driven_complaints(&probe), "--duration soon"), "%s", driven_complaints(&probe));
	driven_end(&probe);

	status = run_to_end(&probe, (const char *const[]){ probe_path, "--help", NULL });
	CHECK(status == 0, "status %d", status);
	CHECK(has(driven_line(&probe, 5), "latency-probe: "), "no help");
	driven_end(&probe);
}

static void without_rights_it_says_which(void)
{
	struct driven probe;
	pid_t child;
	int status;

	fflush(stdout);
	child = fork();
	if (child == 0) {
		if (geteuid() == 0 && (setgid(65534) || setuid(65534)))
			_exit(3);
		status = run_to_end(&probe, (const char *const[]){ probe_path, NULL });
		if (!WIFEXITED(status) || WEXITSTATUS(status) == 127)
			_exit(3); // nobody may not enter this directory
		_exit(WEXITSTATUS(status) == 1 && lines_in(driven_complaints(&probe)) == 1 &&
				      has(driven_complaints(&probe), "CAP_BPF") ?
			      0 :
			      1);
	}
	waitpid(child, &status, 0);
	if (WEXITSTATUS(status) == 3)
		SKIP("%s cannot be run as an unprivileged user here", probe_path);
	CHECK(status == 0, "it did not say what it lacks");
}

static void refusal_shows_the_verifiers_last_lines(void)
{
	struct driven probe;
	int status;

	if (access(refused_path, X_OK) != 0)
		SKIP("%s is not there", refused_path);
	status = run_to_end(&probe, (const char *const[]){ refused_path, "--attach", "raw_tp", NULL });
	if (has(driven_complaints(&probe), "lacks"))
		SKIP("%.*s", (int)strcspn(driven_complaints(&probe), "\n"), driven_complaints(&probe));
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 1, "status %d", status);
	CHECK(has(driven_complaints(&probe), "unbounded memory access"), "%s", driven_complaints(&probe));
	CHECK(lines_in(driven_complaints(&probe)) <= 17, "%s", driven_complaints(&probe));
	driven_end(&probe);
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		fprintf(stderr, "usage: probe_test DIRECTORY [--alone]\n");
		return 2;
	}
	signal(SIGPIPE, SIG_IGN);
	snprintf(probe_path, sizeof(probe_path), "%s/latency-probe", argv[1]);
	snprintf(refused_path, sizeof(refused_path), "%s/test/latency-probe-refused", argv[1]);
	alone = argc > 2 && strcmp(argv[2], "--alone") == 0;

	RUN(usage_errors_are_one_sentence);
	RUN(without_rights_it_says_which);
	RUN(refusal_shows_the_verifiers_last_lines);
	RUN(auto_takes_the_first_that_works);
	RUN(fentry_counts_every_call);
	RUN(kprobe_counts_every_call);
	RUN(raw_tp_counts_every_call);
	RUN(empty_programs_run_and_find_nothing);
	RUN(full_map_is_counted);
	RUN(copies_are_not_counted_again);
	RUN(commands_are_obeyed_and_answered);
	RUN(end_of_input_is_the_end);
	RUN(intervals_come_by_the_clock);
	RUN(signals_end_it_with_its_result);
	RUN(closed_output_ends_it);
	RUN(dead_parent_ends_it_dead_thread_does_not);
	return failures > 0;
}
