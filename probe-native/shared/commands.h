/* SPDX-License-Identifier: Apache-2.0 */
#ifndef COMMANDS_H
#define COMMANDS_H

#include <stdbool.h>

#include "control.h"
#include "signals.h"

/* An attached probe and who talks to it. */
struct session {
	const struct served *served;
	int stats_fd; /* while it is open the kernel keeps its statistics; -1 when not */
};

/* Says what grew since the last such line. False when it cannot be said. */
bool session_interval(struct session *session, const char *mark);

/* False when the kernel refuses; errno says why. */
bool session_stats(struct session *session, bool on);

/*
 * Reads what standard input has and obeys every whole line of it:
 *   mark TEXT   an `interval` line with that text
 *   stats on    the kernel's statistics on, `stats off` off again; answered by `ok`
 *   end         the end with a result, as at the end of the input
 * and what the probe itself knows. Anything else is answered by a line of type `error` and changes nothing.
 */
enum ending commands_serve(struct session *session);

/* A line of type `error`. False when nobody reads it. */
bool answer_error(const char *command, const char *message);

#endif
