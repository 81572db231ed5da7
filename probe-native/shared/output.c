// SPDX-License-Identifier: Apache-2.0

#include "output.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "complain.h"
#include "signals.h"

// A reader that is there but does not read must not make the probe deaf to signals: so it waits for room and for
// signals together, and writes at most PIPE_BUF bytes at a time, which a pipe that has room takes without blocking.
static bool wait_for_room(void)
{
	struct pollfd waits[] = {
		{ .fd = STDOUT_FILENO, .events = POLLOUT },
		{ .fd = signals_fd(), .events = POLLIN },
	};

	for (;;) {
		if (poll(waits, 2, -1) < 0 && errno != EINTR)
			return false;
		if (waits[0].revents)
			return true; // room, or an error that write() will name
		if (waits[1].revents && signals_take() != GO_ON)
			return false;
	}
}

static bool write_all(const char *text, size_t length)
{
	while (length > 0) {
		ssize_t written;

		if (!wait_for_room())
			return false;
		written = write(STDOUT_FILENO, text, length < PIPE_BUF ? length : PIPE_BUF);
		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0) {
			complain("cannot write the results: %s", strerror(errno));
			return false;
		}
		text += written;
		length -= (size_t)written;
	}
	return true;
}

bool output_line(struct json *json)
{
	size_t length = 0;
	char *text = json_end(json, &length);
	bool written;

	if (!text) {
		complain("no memory for a line of output");
		return false;
	}
	written = write_all(text, length);
	free(text);
	return written;
}
