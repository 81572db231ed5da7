// SPDX-License-Identifier: Apache-2.0
//
// life_test DIRECTORY: how the real latency-probe from that directory begins and ends, and what it says when it cannot.

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "probing.h"

static char refused_path[4096];

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

// Its output fills the pipe and nobody reads. One signal asks for the result, which does not fit either; the next one
// must end it all the same.
static void signal_ends_it_even_when_nobody_reads(void)
{
	struct driven probe;

	START(&probe, "--duration", "600", "--interval", "0.001");
	skip_unless_ready(&probe);
	RETURN_UNLESS_PASSED;
	usleep(1000000);
	kill(probe.pid, SIGTERM);
	usleep(200000);
	kill(probe.pid, SIGTERM);
	CHECK(driven_wait(&probe, 10) >= 0, "it waits for its reader for ever");
	driven_end(&probe);
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
				      has(driven_complaints(&probe), "CAP_BPF")
			      ? 0
			      : 1);
	}
	waitpid(child, &status, 0);
	if (WEXITSTATUS(status) == 3)
		SKIP("%s cannot be run as an unprivileged user here", probe_path);
	CHECK(status == 0, "it did not say what it lacks");
}

static void closed_standard_output_is_refused(void)
{
	struct driven probe;
	char command[8192];
	int status;

	if (access("/bin/sh", X_OK) != 0)
		SKIP("no shell here");
	snprintf(command, sizeof(command), "exec %s --duration 1 >&-", probe_path);
	status = run_to_end(&probe, (const char *const[]){ "/bin/sh", "-c", command, NULL });
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 1, "status %d", status);
	CHECK(lines_in(driven_complaints(&probe)) == 1, "%s", driven_complaints(&probe));
	driven_end(&probe);
}

static void object_that_is_none_is_refused(void)
{
	struct driven probe;
	int status;

	status = run_to_end(&probe, (const char *const[]){ probe_path, "--object", "/proc/version", "--attach",
							   "raw_tp", "--duration", "0.1", NULL });
	if (has(driven_complaints(&probe), "lacks"))
		SKIP("%.*s", (int)strcspn(driven_complaints(&probe), "\n"), driven_complaints(&probe));
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 1, "status %d", status);
	CHECK(has(driven_complaints(&probe), "raw_tp: /proc/version: open: "), "%s", driven_complaints(&probe));
	CHECK(lines_in(driven_complaints(&probe)) == 1, "%s", driven_complaints(&probe));
	driven_end(&probe);
}

static void refusal_shows_the_verifiers_last_lines(void)
{
	struct driven probe;
	int status;

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
	find_probe(argc, argv, "life_test DIRECTORY");
	snprintf(refused_path, sizeof(refused_path), "%s/test/latency-probe-refused", argv[1]);
	signal(SIGPIPE, SIG_IGN);

	RUN(usage_errors_are_one_sentence);
	RUN(without_rights_it_says_which);
	RUN(refusal_shows_the_verifiers_last_lines);
	RUN(object_that_is_none_is_refused);
	RUN(closed_standard_output_is_refused);
	RUN(end_of_input_is_the_end);
	RUN(intervals_come_by_the_clock);
	RUN(signals_end_it_with_its_result);
	RUN(signal_ends_it_even_when_nobody_reads);
	RUN(closed_output_ends_it);
	RUN(dead_parent_ends_it_dead_thread_does_not);
	return failures > 0;
}
