// SPDX-License-Identifier: Apache-2.0

#include "commands.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arithmetic.h"
#include "output.h"
#include "report.h"

#define MAX_LINE 4096

static bool answer_ok(const char *command)
{
	struct json json;

	json_begin(&json);
	report_ok(&json, command);
	return output_line(&json);
}

static bool answer_error(const char *command, const char *message)
{
	struct json json;

	json_begin(&json);
	report_error(&json, command, message);
	return output_line(&json);
}

static bool switch_stats(struct session *session, const char *command, bool on)
{
	return session_stats(session, on) ? answer_ok(command) : answer_error(command, strerror(errno));
}

static bool run_chain(const struct session *session, const char *command, const char *runs)
{
	int length = session->probe->length;
	struct chain_time time;
	struct json json;
	char *end;
	long long number = strtoll(runs, &end, 10);

	if (!length)
		return answer_error(command, "only the arithmetic variant has a chain");
	if (*end || number < 1 || number > CHAIN_RUNS_MAX)
		return answer_error(command, "chain takes a number of runs from 1 to 10000000");
	if (!chain_run(length, number, &time))
		return answer_error(command, strerror(errno));
	json_begin(&json);
	report_chain(&json, length, &time);
	return output_line(&json);
}

static enum ending obey(struct session *session, const char *command)
{
	bool answered;

	if (strcmp(command, "end") == 0)
		return END_WITH_RESULT;
	if (strncmp(command, "mark ", 5) == 0)
		answered = session_interval(session, command + 5);
	else if (strcmp(command, "mark") == 0)
		answered = session_interval(session, "");
	else if (strcmp(command, "stats on") == 0)
		answered = switch_stats(session, command, true);
	else if (strcmp(command, "stats off") == 0)
		answered = switch_stats(session, command, false);
	else if (strncmp(command, "chain ", 6) == 0)
		answered = run_chain(session, command, command + 6);
	else
		answered = answer_error(
			command, "unknown command: mark TEXT, stats on, stats off, chain RUNS and end are known");
	return answered ? GO_ON : GO_AWAY;
}

enum ending commands_serve(struct session *session)
{
	static char line[MAX_LINE];
	static size_t length;
	static bool too_long;
	char *end;
	ssize_t got = read(STDIN_FILENO, line + length, sizeof(line) - length);

	if (got < 0)
		return errno == EINTR || errno == EAGAIN ? GO_ON : END_WITH_RESULT;
	if (got == 0)
		return END_WITH_RESULT;
	length += (size_t)got;

	while ((end = memchr(line, '\n', length))) {
		enum ending ending = GO_ON;

		*end = 0;
		if (too_long)
			too_long = false; // this was the rest of it
		else if (line[0])
			ending = obey(session, line);
		length -= (size_t)(end + 1 - line);
		memmove(line, end + 1, length);
		if (ending != GO_ON)
			return ending;
	}
	if (length == sizeof(line)) {
		length = 0;
		if (!too_long && !answer_error("", "a command is longer than 4095 bytes"))
			return GO_AWAY;
		too_long = true;
	}
	return GO_ON;
}
