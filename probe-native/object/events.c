// SPDX-License-Identifier: Apache-2.0
//
// A tool's own loader reads what its programs send. If nobody did, a ring buffer would be full after a moment and
// refuse, and a perf event would be dropped at once: both cost less than sending.

#include "events.h"

#include <errno.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAGES 64	    // of a perf buffer, for each CPU: what many tools take
#define AT_A_TIME (1 << 16) // events

static int *fds;
static size_t fd_count;
static struct ring_buffer *rings;
static struct perf_buffer **perfs;
static size_t perf_count;
static char warnings[4][256];
static size_t warning_count;
static int left;

// Programs may send faster than anybody reads, and commands want an answer all the same.
static int throw_away(void *context, void *data, size_t size)
{
	(void)context;
	(void)data;
	(void)size;
	return left-- > 0 ? 0 : -EAGAIN;
}

static void throw_sample_away(void *context, int cpu, void *data, __u32 size)
{
	(void)context;
	(void)cpu;
	(void)data;
	(void)size;
}

static void throw_loss_away(void *context, int cpu, __u64 count)
{
	(void)context;
	(void)cpu;
	(void)count;
}

static bool wait_for(int fd)
{
	int *more = reallocarray(fds, fd_count + 1, sizeof(*fds));

	if (!more)
		return false;
	fds = more;
	fds[fd_count++] = fd;
	return true;
}

static bool read_ring(int map)
{
	if (rings)
		return ring_buffer__add(rings, map, throw_away, NULL) == 0;
	rings = ring_buffer__new(map, throw_away, NULL, NULL);
	return rings && wait_for(ring_buffer__epoll_fd(rings));
}

static bool read_perf(int map)
{
	struct perf_buffer **more = reallocarray(perfs, perf_count + 1, sizeof(struct perf_buffer *));

	if (!more)
		return false;
	perfs = more;
	perfs[perf_count] = perf_buffer__new(map, PAGES, throw_sample_away, throw_loss_away, NULL, NULL);
	return perfs[perf_count] && wait_for(perf_buffer__epoll_fd(perfs[perf_count++]));
}

static void warn(const char *kind, const char *map, int error)
{
	if (warning_count == sizeof(warnings) / sizeof(warnings[0]))
		return;
	snprintf(warnings[warning_count++], sizeof(warnings[0]),
		 "the %s '%s' cannot be read here (%s): what programs send to it is dropped, which costs less than "
		 "sending",
		 kind, map, strerror(error));
}

void events_of(const struct bpf_object *object)
{
	struct bpf_map *map;

	bpf_object__for_each_map(map, object)
	{
		if (bpf_map__fd(map) < 0)
			continue; // it is not made on this kernel
		if (bpf_map__type(map) == BPF_MAP_TYPE_RINGBUF && !read_ring(bpf_map__fd(map)))
			warn("ring buffer", bpf_map__name(map), errno);
		if (bpf_map__type(map) == BPF_MAP_TYPE_PERF_EVENT_ARRAY && !read_perf(bpf_map__fd(map)))
			warn("perf buffer", bpf_map__name(map), errno);
	}
	// Woken, it waits for its turn: otherwise it would take the CPU from the traffic after every event, and in the
	// exact lane during every message.
	if (fd_count)
		sched_setscheduler(0, SCHED_BATCH, &(struct sched_param){ 0 });
}

const int *events_fds(void)
{
	return fds;
}

size_t events_fd_count(void)
{
	return fd_count;
}

void events_read(void)
{
	left = AT_A_TIME;
	if (rings)
		ring_buffer__consume(rings);
	for (size_t i = 0; i < perf_count; i++)
		perf_buffer__consume(perfs[i]);
}

void events_report(struct json *json)
{
	if (warning_count == 0)
		return;
	json_open(json, "warnings", '[');
	for (size_t i = 0; i < warning_count; i++)
		json_string(json, NULL, warnings[i]);
	json_close(json, ']');
}

void events_end(void)
{
	ring_buffer__free(rings);
	for (size_t i = 0; i < perf_count; i++)
		perf_buffer__free(perfs[i]);
	free(perfs);
	free(fds);
}
