// SPDX-License-Identifier: Apache-2.0
//
// survey_test DIRECTORY: latency-probe --survey must name every program that stands at a hook, by whichever way it is
// attached, and its holder; and nothing once it is gone.

#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "probing.h"

static int times(const char *line, const char *text)
{
	int count = 0;

	for (; line && (line = strstr(line, text)); line += strlen(text))
		count++;
	return count;
}

/* The survey's only line; free() it. */
static char *survey(void)
{
	struct driven survey;
	const char *line;
	char *kept;

	START(&survey, "--survey");
	line = driven_line(&survey, PATIENCE);
	kept = strdup(line ? line : "");
	driven_wait(&survey, PATIENCE);
	driven_end(&survey);
	return kept;
}

static void found_where_it_stands(const char *attach, const char *const hooks[3])
{
	struct driven probe;
	char wanted[128];
	char *before, *meanwhile, *after;

	before = survey();
	START(&probe, "--attach", attach, "--stack", "2", "--control");
	skip_unless_ready(&probe);
	if (outcome == PASSED) {
		meanwhile = survey();
		for (int i = 0; i < 3; i++) {
			snprintf(wanted, sizeof(wanted), "{\"hook\":\"%s\",\"kind\":\"%s\"", hooks[i], attach);
			CHECK(times(meanwhile, wanted) == times(before, wanted) + 2, "%s: %s", wanted, meanwhile);
		}
		snprintf(wanted, sizeof(wanted), "\"pid\":%d,\"process\":\"latency-probe\"", probe.pid);
		CHECK(times(meanwhile, wanted) == 6, "%s: %s", wanted, meanwhile);
		CHECK(has(meanwhile, "\"somewhere\":[]") || !has(before, "\"somewhere\":[]"), "%s", meanwhile);
		CHECK(number_after(meanwhile, "\"programs\"", "\"count\"") >=
			      number_after(before, "\"programs\"", "\"count\"") + 8,
		      "%s", meanwhile);
		free(meanwhile);
		close(probe.input);
		probe.input = -1;
		CHECK(driven_wait(&probe, PATIENCE) == 0, "%s", driven_complaints(&probe));
		after = survey();
		CHECK(!has(after, wanted), "%s", after);
		free(after);
	}
	free(before);
	driven_end(&probe);
}

static const char *const functions[3] = { "tcp_sendmsg", "tcp_recvmsg", "tcp_cleanup_rbuf" };
static const char *const tracepoints[3] = { "sock_send_length", "sock_recv_length", "tcp_rcv_space_adjust" };

static void programs_at_fentry_are_found(void)
{
	found_where_it_stands("fentry", functions);
}

static void programs_at_kprobes_are_found(void)
{
	found_where_it_stands("kprobe", functions);
}

static void programs_at_raw_tracepoints_are_found(void)
{
	found_where_it_stands("raw_tp", tracepoints);
}

static void the_kernels_types_are_read(void)
{
	char *line = survey();

	if (access("/sys/kernel/btf/vmlinux", R_OK) != 0)
		CHECK(has(line, "\"btf\":{\"error\":"), "%s", line);
	else
		CHECK(has(line, "\"functions\":[\"tcp_sendmsg\",\"tcp_recvmsg\",\"tcp_cleanup_rbuf\"]"), "%s", line);
	free(line);
}

int main(int argc, char **argv)
{
	find_probe(argc, argv, "survey_test DIRECTORY");
	signal(SIGPIPE, SIG_IGN);

	RUN(the_kernels_types_are_read);
	RUN(programs_at_fentry_are_found);
	RUN(programs_at_kprobes_are_found);
	RUN(programs_at_raw_tracepoints_are_found);
	return failures > 0;
}
