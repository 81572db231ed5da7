// SPDX-License-Identifier: Apache-2.0
//
// The life of an attached probe: one poll() over everything that can happen to it.

#include "control.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "commands.h"
#include "complain.h"
#include "output.h"
#include "signals.h"

enum wait { WAIT_SIGNALS, WAIT_STDOUT, WAIT_STDIN, WAIT_INTERVAL, WAIT_DURATION, WAITS };

// Half a line helps nobody.
static bool say(struct json *json, bool complete)
{
	size_t length;

	if (complete)
		return output_line(json);
	free(json_end(json, &length));
	return false;
}

static bool say_ready(const struct served *served)
{
	struct json json;

	json_begin(&json);
	json_string(&json, "type", "ready");
	return say(&json, served->ready(&json, served->probe));
}

static bool say_growth(const struct session *session, const char *type, const char *mark, enum since since)
{
	const struct served *served = session->served;
	struct json json;

	if (served->fill_count)
		served->empty();
	json_begin(&json);
	json_string(&json, "type", type);
	json_string(&json, "mark", mark);
	return say(&json, served->growth(&json, served->probe, since, session->stats_fd >= 0));
}

bool session_interval(struct session *session, const char *mark)
{
	return say_growth(session, "interval", mark, SINCE_LAST_LINE);
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
	complain("the kernel gives no timer: %s", strerror(errno));
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
		complain("standard output is closed: nobody reads the results");
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
	for (size_t i = 0; ending == GO_ON && i < session->served->fill_count; i++) {
		if (waits[WAITS + i].revents) {
			session->served->empty();
			break;
		}
	}
	return ending;
}

bool control_run(const struct served *served, const struct control_options *options)
{
	struct session session = { .served = served, .stats_fd = -1 };
	enum ending ending = GO_ON;
	bool done = false;
	struct pollfd waits[WAITS + served->fill_count];

	waits[WAIT_SIGNALS] = (struct pollfd){ .fd = signals_fd(), .events = POLLIN };
	waits[WAIT_STDOUT] = (struct pollfd){ .fd = STDOUT_FILENO };
	waits[WAIT_STDIN] = (struct pollfd){ .fd = options->commands ? STDIN_FILENO : -1, .events = POLLIN };
	waits[WAIT_INTERVAL] = (struct pollfd){ .fd = -1, .events = POLLIN };
	waits[WAIT_DURATION] = (struct pollfd){ .fd = -1, .events = POLLIN };
	for (size_t i = 0; i < served->fill_count; i++)
		waits[WAITS + i] = (struct pollfd){ .fd = served->fills[i], .events = POLLIN };

	if (options->stats && !session_stats(&session, true)) {
		complain("the kernel does not switch its statistics on: %s", strerror(errno));
		return false;
	}
	if (!served->begin(served->probe) || !say_ready(served))
		goto end;
	if (!start_timer(options->interval_ns, true, &waits[WAIT_INTERVAL].fd) ||
	    !start_timer(options->duration_ns, false, &waits[WAIT_DURATION].fd))
		goto end;

	while (ending == GO_ON) {
		if (poll(waits, WAITS + served->fill_count, -1) < 0) {
			if (errno == EINTR)
				continue;
			complain("poll: %s", strerror(errno));
			goto end;
		}
		ending = serve(&session, waits);
	}
	done = ending == END_WITH_RESULT && say_growth(&session, "result", "", SINCE_READY);
end:
	session_stats(&session, false);
	if (waits[WAIT_INTERVAL].fd >= 0)
		close(waits[WAIT_INTERVAL].fd);
	if (waits[WAIT_DURATION].fd >= 0)
		close(waits[WAIT_DURATION].fd);
	return done;
}
