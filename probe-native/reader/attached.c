// SPDX-License-Identifier: Apache-2.0

#include "attached.h"

#include <ctype.h>
#include <dirent.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>

#define MAX_PLACES 4096
#define PLACE_CHARS 160

struct place {
	__u32 program_id;
	char text[PLACE_CHARS];
};

static struct place places[MAX_PLACES];
static int place_count;

static void note(__u32 program_id, const char *how, const char *where)
{
	struct place place = { .program_id = program_id };

	snprintf(place.text, sizeof(place.text), "%s%s%s", how, where[0] ? " " : "", where);
	for (int i = 0; i < place_count; i++) {
		if (places[i].program_id == program_id && strcmp(places[i].text, place.text) == 0)
			return; // seen through another descriptor
	}
	if (place_count < MAX_PLACES)
		places[place_count++] = place;
}

/* The function of a BTF object of the kernel; the last object is kept, since most links are to one. */
static const char *function_name(__u32 object, __u32 type)
{
	static struct btf *btf;
	static __u32 of;
	const struct btf_type *function;

	if (!btf || of != object) {
		btf__free(btf);
		btf = btf__load_from_kernel_by_id(object);
		of = object;
	}
	function = btf ? btf__type_by_id(btf, type) : NULL;
	return function ? btf__name_by_offset(btf, function->name_off) : "";
}

/* "trace_fentry" is what libbpf calls it, and "fentry" what people do. */
static const char *tracing_name(__u32 attach_type)
{
	const char *name = libbpf_bpf_attach_type_str(attach_type);

	if (!name)
		return "tracing";
	return strncmp(name, "trace_", 6) == 0 ? name + 6 : name;
}

static void note_link(const struct bpf_link_info *info, const char *name)
{
	const char *kind = libbpf_bpf_link_type_str(info->type);
	char device[IF_NAMESIZE] = "";

	switch (info->type) {
	case BPF_LINK_TYPE_RAW_TRACEPOINT:
		note(info->prog_id, "raw_tp", name);
		break;
	case BPF_LINK_TYPE_TRACING:
		note(info->prog_id, tracing_name(info->tracing.attach_type),
		     info->tracing.attach_type == BPF_LSM_MAC || info->tracing.target_btf_id
			     ? function_name(info->tracing.target_obj_id, info->tracing.target_btf_id)
			     : "");
		break;
	case BPF_LINK_TYPE_XDP:
		note(info->prog_id, "xdp", if_indextoname(info->xdp.ifindex, device) ? device : "");
		break;
	case BPF_LINK_TYPE_CGROUP:
		note(info->prog_id, libbpf_bpf_attach_type_str(info->cgroup.attach_type) ?: "cgroup", "");
		break;
	case BPF_LINK_TYPE_PERF_EVENT:
		break; // older kernels do not say of what: the perf event does
	default:
		note(info->prog_id, kind ? kind : "link", "");
	}
}

static void read_links(void)
{
	__u32 id = 0;

	while (bpf_link_get_next_id(id, &id) == 0) {
		struct bpf_link_info info = { 0 };
		char name[PLACE_CHARS] = "";
		__u32 size = sizeof(info);
		int fd = bpf_link_get_fd_by_id(id);

		if (fd < 0)
			continue; // gone meanwhile
		if (bpf_obj_get_info_by_fd(fd, &info, &size) == 0) {
			if (info.type == BPF_LINK_TYPE_RAW_TRACEPOINT) {
				info.raw_tracepoint.tp_name = (unsigned long)name;
				info.raw_tracepoint.tp_name_len = sizeof(name);
				size = sizeof(info);
				bpf_obj_get_info_by_fd(fd, &info, &size);
			}
			note_link(&info, name);
		}
		close(fd);
	}
}

static const char *event_name(__u32 type)
{
	switch (type) {
	case BPF_FD_TYPE_RAW_TRACEPOINT:
		return "raw_tp";
	case BPF_FD_TYPE_TRACEPOINT:
		return "tracepoint";
	case BPF_FD_TYPE_KPROBE:
		return "kprobe";
	case BPF_FD_TYPE_KRETPROBE:
		return "kretprobe";
	case BPF_FD_TYPE_UPROBE:
		return "uprobe";
	case BPF_FD_TYPE_URETPROBE:
		return "uretprobe";
	default:
		return "perf event";
	}
}

static void read_event(int process, int fd)
{
	char name[PLACE_CHARS] = "";
	__u32 length = sizeof(name);
	__u32 program_id;
	__u32 type;
	__u64 offset;
	__u64 address;

	if (bpf_task_fd_query(process, fd, 0, name, &length, &program_id, &type, &offset, &address) == 0)
		note(program_id, event_name(type), name);
}

static void read_events_of(const char *process)
{
	char path[64];
	struct dirent *entry;
	DIR *fds;

	snprintf(path, sizeof(path), "/proc/%.16s/fd", process);
	fds = opendir(path);
	if (!fds)
		return;
	while ((entry = readdir(fds))) {
		char target[64] = "";

		if (isdigit(entry->d_name[0]) &&
		    readlinkat(dirfd(fds), entry->d_name, target, sizeof(target) - 1) > 0 &&
		    strstr(target, "[perf_event]"))
			read_event(atoi(process), atoi(entry->d_name));
	}
	closedir(fds);
}

static void read_events(void)
{
	struct dirent *entry;
	DIR *processes = opendir("/proc");

	if (!processes)
		return;
	while ((entry = readdir(processes))) {
		if (isdigit(entry->d_name[0]))
			read_events_of(entry->d_name);
	}
	closedir(processes);
}

void attached_read(void)
{
	place_count = 0;
	read_links();
	read_events();
}

void attached_report(struct json *json, __u32 program_id)
{
	for (int i = 0; i < place_count; i++) {
		if (places[i].program_id == program_id)
			json_string(json, NULL, places[i].text);
	}
}
