// SPDX-License-Identifier: Apache-2.0
//
// The life of an attached probe: one poll() over everything that can happen to it.

#include "control.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "commands.h"
#include "figures.h"
#include "output.h"
#include "report.h"
#include "signals.h"

enum wait { WAIT_SIGNALS, WAIT_STDOUT, WAIT_STDIN, WAIT_INTERVAL, WAIT_DURATION, WAITS };

static struct snapshot at_ready;
static struct snapshot at_last_line;

static bool say_ready(const struct probe *probe)
{
	struct json json;
	bool complete;

	json_begin(&json);
	complete = report_ready(&json, probe);
	return output_line(&json) && complete;
}

static bool say_growth(const struct session *session, const char *type, const char *mark, struct snapshot *since)
{
	static struct snapshot now;
	static struct snapshot growth;
	struct json json;

	if (!take_snapshot(session->probe, &now))
		return false;
	difference(since, &now, &growth);
	*since = now;
	json_begin(&json);
	report_growth(&json, session->probe, type, mark, session->stats_fd >= 0, &growth);
	return output_line(&json);
}

bool session_interval(struct session *session, const char *mark)
{
	return say_growth(session, "interval", mark, &at_last_line);
}

bool session_stats(struct session *session, bool on)
{
	if (on && session->stats_fd < 0) {
		session->stats_fd = bpf_enable_stats(BPF_STATS_RUN_TIME);
		if (session->stats_fd < 0) {
			session->stats_fd = -1;
			return false;
		}
	}
	if (!on && session->stats_fd >= 0) {
		close(session->stats_fd); // the last one to close it switches the statistics off
		session->stats_fd = -1;
	}
	return true;
}

// Where no time was asked for, the descriptor stays -1, which poll() ignores.
static bool start_timer(long long nanos, bool again, int *fd)
{
	struct itimerspec when = { .it_value = { nanos / 1000000000, nanos % 1000000000 } };

	if (nanos == 0)
		return true;
	if (again)
		when.it_interval = when.it_value;
	*fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	if (*fd >= 0 && timerfd_settime(*fd, 0, &when, NULL) == 0)
		return true;
	// Without it a run of a given length would never end.
	perror("latency-probe: the kernel gives no timer");
	return false;
}

static enum ending serve(struct session *session, struct pollfd *waits)
{
	__u64 expirations;
	enum ending ending = GO_ON;

	if (waits[WAIT_SIGNALS].revents)
		ending = signals_take();
	// Asked for nothing, poll() still reports that the other end is closed.
	if (waits[WAIT_STDOUT].revents) {
		fprintf(stderr, "latency-probe: standard output is closed: nobody reads the results\n");
		return GO_AWAY;
	}
	if (ending == GO_ON && waits[WAIT_DURATION].revents)
		ending = END_WITH_RESULT;
	// Commands before the clock: a mark that is due at the end of an interval closes it.
	if (ending == GO_ON && waits[WAIT_STDIN].revents)
		ending = commands_serve(session);
	if (ending == GO_ON && waits[WAIT_INTERVAL].revents &&
	    read(waits[WAIT_INTERVAL].fd, &expirations, sizeof(expirations)) > 0 && !session_interval(session, ""))
		ending = GO_AWAY;
	return ending;
}

bool control_run(const struct probe *probe, const struct options *options)
{
	struct session session = { .probe = probe, .stats_fd = -1 };
	enum ending ending = GO_ON;
	bool done = false;
	struct pollfd waits[WAITS] = {
		[WAIT_SIGNALS] = { .fd = signals_fd(), .events = POLLIN },
		[WAIT_STDOUT] = { .fd = STDOUT_FILENO },
		[WAIT_STDIN] = { .fd = options->control ? STDIN_FILENO : -1, .events = POLLIN },
		[WAIT_INTERVAL] = { .fd = -1, .events = POLLIN },
		[WAIT_DURATION] = { .fd = -1, .events = POLLIN },
	};

	if (options->stats && !session_stats(&session, true)) {
		fprintf(stderr, "latency-probe: the kernel does not switch its statistics on: %s\n", strerror(errno));
		return false;
	}
	if (!take_snapshot(probe, &at_ready))
		goto end;
	at_last_line = at_ready;
	if (!say_ready(probe))
		goto end;
	if (!start_timer(options->interval_ns, true, &waits[WAIT_INTERVAL].fd) ||
	    !start_timer(options->duration_ns, false, &waits[WAIT_DURATION].fd))
		goto end;

	while (ending == GO_ON) {
		if (poll(waits, WAITS, -1) < 0) {
			if (errno == EINTR)
				continue;
			perror("latency-probe: poll");
			goto end;
		}
		ending = serve(&session, waits);
	}
	done = ending == END_WITH_RESULT && say_growth(&session, "result", "", &at_ready);
end:
	session_stats(&session, false);
	if (waits[WAIT_INTERVAL].fd >= 0)
		close(waits[WAIT_INTERVAL].fd);
	if (waits[WAIT_DURATION].fd >= 0)
		close(waits[WAIT_DURATION].fd);
	return done;
}
