/* SPDX-License-Identifier: Apache-2.0 */
#ifndef EVENTS_H
#define EVENTS_H

#include <stddef.h>

#include <bpf/libbpf.h>

#include "json.h"

/*
 * Whoever reads what an object's programs send: every ring buffer and every perf event array of it. What it reads it
 * throws away.
 */

/*
 * Reads the buffers of a loaded object, too, from now on; best before its programs are attached. A buffer that cannot
 * be read is remembered, for events_report().
 */
void events_of(const struct bpf_object *object);

/* Descriptors that can be read when something has been sent. */
const int *events_fds(void);
size_t events_fd_count(void);

/* Empties the buffers, or takes out as much as they hold at a time when more keeps coming. */
void events_read(void);

/* Adds, under "warnings", a sentence for each buffer that nobody reads; and nothing when there is none. */
void events_report(struct json *json);

/* Frees all. */
void events_end(void);

#endif
