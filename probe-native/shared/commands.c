// SPDX-License-Identifier: Apache-2.0

#include "commands.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "output.h"

#define MAX_LINE 4096

static bool answer_ok(const char *command)
{
	struct json json;

	json_begin(&json);
	json_string(&json, "type", "ok");
	json_string(&json, "command", command);
	return output_line(&json);
}

bool answer_error(const char *command, const char *message)
{
	struct json json;

	json_begin(&json);
	json_string(&json, "type", "error");
	json_string(&json, "command", command);
	json_string(&json, "message", message);
	return output_line(&json);
}

static bool switch_stats(struct session *session, const char *command, bool on)
{
	return session_stats(session, on) ? answer_ok(command) : answer_error(command, strerror(errno));
}

static bool obey_own(const struct served *served, const char *command)
{
	enum answer answer = served->command ? served->command(served->probe, command) : UNKNOWN_COMMAND;
	char message[128];

	if (answer != UNKNOWN_COMMAND)
		return answer == ANSWERED;
	snprintf(message, sizeof(message), "unknown command: mark TEXT, stats on, stats off%s and end are known",
		 served->commands);
	return answer_error(command, message);
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
	else
		answered = obey_own(session->served, command);
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
