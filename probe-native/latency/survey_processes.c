// SPDX-License-Identifier: Apache-2.0
//
// What processes hold: perf events with programs, of which the kernel tells the function (BPF_TASK_FD_QUERY, Linux
// 4.18), and links, which name their holder.

#include "survey.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>

static const char *kind_of(__u32 fd_type)
{
	switch (fd_type) {
	case BPF_FD_TYPE_RAW_TRACEPOINT:
		return "raw_tp";
	case BPF_FD_TYPE_TRACEPOINT:
		return "tracepoint";
	case BPF_FD_TYPE_KPROBE:
		return "kprobe";
	case BPF_FD_TYPE_KRETPROBE:
		return "kretprobe";
	default:
		return NULL; // user space
	}
}

// A link of this program that has not told where it is, is there where its perf event is. Somewhere else: forget it.
static void forget(struct survey *survey, __u32 program)
{
	for (int i = 0; i < survey->count; i++) {
		if (!survey->places[i].hook && survey->places[i].program == program)
			survey->places[i--] = survey->places[--survey->count];
	}
}

static void perf_event(struct survey *survey, int pid, int fd)
{
	char name[256] = "";
	__u32 length = sizeof(name), program = 0, fd_type = 0;
	struct place place = { .pid = (__u32)pid };
	__u64 offset = 0, address = 0;

	if (bpf_task_fd_query(pid, fd, 0, name, &length, &program, &fd_type, &offset, &address)) {
		// ENOENT, EOPNOTSUPP: no program, or an event of another kind.
		if (errno == EPERM || errno == EACCES)
			snprintf(survey->processes_error, sizeof(survey->processes_error),
				 "perf events of processes: %s", strerrorname_np(errno));
		return;
	}
	place.program = program;
	place.kind = kind_of(fd_type);
	place.hook = survey_hook(name);
	if (place.kind && place.hook)
		survey_add(survey, place);
	else
		forget(survey, program);
}

static void held_link(struct survey *survey, int pid, const char *fd)
{
	char path[64], line[128];
	unsigned int id = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/fdinfo/%.16s", pid, fd);
	file = fopen(path, "re");
	if (!file)
		return;
	while (fgets(line, sizeof(line), file)) {
		if (sscanf(line, "link_id: %u", &id) == 1)
			break;
	}
	fclose(file);
	for (int i = 0; i < survey->count && id; i++) {
		if (survey->places[i].link == id && !survey->places[i].pid)
			survey->places[i].pid = (__u32)pid;
	}
}

static void process(struct survey *survey, int pid)
{
	char path[320], target[64];
	struct dirent *entry;
	DIR *fds;

	snprintf(path, sizeof(path), "/proc/%d/fd", pid);
	fds = opendir(path);
	if (!fds) {
		if (errno == EACCES)
			snprintf(survey->processes_error, sizeof(survey->processes_error),
				 "files of other users' processes: EACCES");
		return;
	}
	while ((entry = readdir(fds))) {
		ssize_t length = readlinkat(dirfd(fds), entry->d_name, target, sizeof(target) - 1);

		if (length < 0)
			continue;
		target[length] = '\0';
		if (strcmp(target, "anon_inode:[perf_event]") == 0)
			perf_event(survey, pid, atoi(entry->d_name));
		else if (strncmp(target, "anon_inode:bpf", 14) == 0)
			held_link(survey, pid, entry->d_name);
	}
	closedir(fds);
}

void survey_processes(struct survey *survey)
{
	DIR *processes = opendir("/proc");
	struct dirent *entry;

	if (!processes) {
		snprintf(survey->processes_error, sizeof(survey->processes_error), "/proc: %s", strerrorname_np(errno));
		return;
	}
	while ((entry = readdir(processes))) {
		if (isdigit((unsigned char)entry->d_name[0]))
			process(survey, atoi(entry->d_name));
	}
	closedir(processes);
}
