// SPDX-License-Identifier: Apache-2.0

#include "attached.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
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

/* A module's types continue the kernel's own. */
static struct btf *load_btf(__u32 object)
{
	static struct btf *vmlinux;
	char name[16] = "";
	struct bpf_btf_info info = { .name = (unsigned long)name, .name_len = sizeof(name) };
	__u32 size = sizeof(info);
	int fd = bpf_btf_get_fd_by_id(object);

	if (fd < 0)
		return NULL;
	if (bpf_obj_get_info_by_fd(fd, &info, &size) && errno != ENOSPC) // a longer name is cut
		info.kernel_btf = 0;
	close(fd);
	if (!info.kernel_btf || strcmp(name, "vmlinux") == 0)
		return btf__load_from_kernel_by_id(object);
	if (!vmlinux)
		vmlinux = btf__load_vmlinux_btf();
	return vmlinux ? btf__load_from_kernel_by_id_split(object, vmlinux) : NULL;
}

/* The function of a BTF object; the last object is kept, since most links are to one. */
static const char *function_name(__u32 object, __u32 type)
{
	static struct btf *btf;
	static __u32 of;
	const struct btf_type *function;

	if (!btf || of != object) {
		btf__free(btf);
		btf = load_btf(object);
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

static bool read_program(__u32 id, struct bpf_prog_info *info)
{
	__u32 size = sizeof(*info);
	int fd = bpf_prog_get_fd_by_id(id);
	bool done = fd >= 0 && bpf_obj_get_info_by_fd(fd, info, &size) == 0;

	if (fd >= 0)
		close(fd);
	return done;
}

/*
 * The target of a link is a BTF object or a program, and the link does not say which. Its program does: it knows the
 * object (Linux 6.0), and none when it is attached to a program.
 */
static void note_tracing(const struct bpf_link_info *info)
{
	struct bpf_prog_info tracer = { 0 };
	struct bpf_prog_info target = { 0 };
	char where[PLACE_CHARS] = "";
	__u32 object = info->tracing.target_obj_id;
	const char *how;

	if (!read_program(info->prog_id, &tracer))
		return; // gone meanwhile
	how = tracer.type == BPF_PROG_TYPE_EXT ? "freplace" : tracing_name(info->tracing.attach_type);
	if (tracer.type == BPF_PROG_TYPE_EXT || (tracer.attach_btf_id && !tracer.attach_btf_obj_id)) {
		if (read_program(object, &target))
			snprintf(where, sizeof(where), "%s of program %u",
				 function_name(target.btf_id, info->tracing.target_btf_id), object);
	} else if (info->tracing.target_btf_id) {
		snprintf(where, sizeof(where), "%s",
			 function_name(tracer.attach_btf_obj_id ?: object, info->tracing.target_btf_id));
	}
	note(info->prog_id, how, where);
}

static bool noted(__u32 program_id)
{
	for (int i = 0; i < place_count; i++) {
		if (places[i].program_id == program_id)
			return true;
	}
	return false;
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
		note_tracing(info);
		break;
	case BPF_LINK_TYPE_XDP:
		note(info->prog_id, "xdp", if_indextoname(info->xdp.ifindex, device) ? device : "");
		break;
	case BPF_LINK_TYPE_CGROUP:
		note(info->prog_id, libbpf_bpf_attach_type_str(info->cgroup.attach_type) ?: "cgroup", "");
		break;
	case BPF_LINK_TYPE_PERF_EVENT:
		// Of what, the perf event has told already, where a process that is in sight holds it.
		if (!noted(info->prog_id))
			note(info->prog_id, "perf_event", "link whose holder is out of sight");
		break;
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
	read_events();
	read_links();
}

void attached_report(struct json *json, __u32 program_id)
{
	for (int i = 0; i < place_count; i++) {
		if (places[i].program_id == program_id)
			json_string(json, NULL, places[i].text);
	}
}
