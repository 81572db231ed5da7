// SPDX-License-Identifier: Apache-2.0
//
// What the kernel tells of BPF links (BPF_LINK_GET_NEXT_ID, Linux 5.8). Which function a link of a perf event or of
// kprobe_multi is attached to, it tells since 6.6.

#include "survey.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/btf.h>

#define NAME_CHARS 128

// Of struct bpf_link_info since Linux 6.6, which headers of today may not know. Smaller kernels take the excess as
// long as it is zero, and leave it so.
struct newer_link_info {
	__u32 type;
	__u32 id;
	__u32 prog_id;
	__u32 : 32;
	union {
		struct {
			__u64 addrs;
			__u32 count;
			__u32 flags;
		} kprobe_multi;
		struct {
			__u32 type;
			__u32 : 32;
			__u64 name;
			__u32 name_len;
			__u32 offset;
			__u64 addr;
		} perf_event;
	};
};

// enum bpf_perf_event_type (include/uapi/linux/bpf.h, 6.6)
enum { PERF_KPROBE = 3, PERF_KRETPROBE = 4, PERF_TRACEPOINT = 5 };

static const char *btf_name(const struct btf *btf, __u32 id)
{
	const struct btf_type *type = btf ? btf__type_by_id(btf, id) : NULL;

	return type ? btf__name_by_offset(btf, type->name_off) : NULL;
}

// Whether the BTF object is the kernel's own and no module's.
static bool is_vmlinux(__u32 btf_object)
{
	char name[16] = "";
	struct bpf_btf_info info = { .name = (__u64)(unsigned long)name, .name_len = sizeof(name) };
	__u32 length = sizeof(info);
	int fd = bpf_btf_get_fd_by_id(btf_object);
	bool is = fd >= 0 && bpf_obj_get_info_by_fd(fd, &info, &length) == 0 && strcmp(name, "vmlinux") == 0;

	if (fd >= 0)
		close(fd);
	return is;
}

// Left as it is when the program is gone.
static void program_info(__u32 id, struct bpf_prog_info *info)
{
	__u32 length = sizeof(*info);
	int fd = bpf_prog_get_fd_by_id(id);

	if (fd < 0)
		return;
	bpf_obj_get_info_by_fd(fd, info, &length);
	close(fd);
}

static void tracing(struct survey *survey, const struct bpf_link_info *info, const struct btf *btf)
{
	static const char prefix[] = "btf_trace_";
	struct place place = { .program = info->prog_id, .link = info->id };
	struct bpf_prog_info program = { 0 };
	const char *name;

	switch (info->tracing.attach_type) {
	case BPF_TRACE_FENTRY:
		place.kind = "fentry";
		break;
	case BPF_TRACE_FEXIT:
		place.kind = "fexit";
		break;
	case BPF_MODIFY_RETURN:
		place.kind = "fmod_ret";
		break;
	case BPF_TRACE_RAW_TP:
		place.kind = "tp_btf";
		break;
	default:
		return; // LSM hooks, iterators
	}
	program_info(place.program, &program);
	// Attached to a program, whose id stands in the place of an object's.
	if (program.attach_btf_id && !program.attach_btf_obj_id)
		return;
	if (info->tracing.target_btf_id == 0) { // before Linux 5.13
		survey_add(survey, place);
		return;
	}
	name = is_vmlinux(info->tracing.target_obj_id) ? btf_name(btf, info->tracing.target_btf_id) : NULL;
	if (name && strncmp(name, prefix, strlen(prefix)) == 0)
		name += strlen(prefix);
	place.hook = name ? survey_hook(name) : NULL;
	if (place.hook)
		survey_add(survey, place);
}

static void raw_tracepoint(struct survey *survey, int fd)
{
	char name[NAME_CHARS] = "";
	struct bpf_link_info info = { .raw_tracepoint = { .tp_name = (__u64)(unsigned long)name,
							  .tp_name_len = sizeof(name) } };
	__u32 length = sizeof(info);
	struct place place = { .kind = "raw_tp" };

	if (bpf_obj_get_info_by_fd(fd, &info, &length))
		return;
	place.program = info.prog_id;
	place.link = info.id;
	place.hook = survey_hook(name);
	if (place.hook)
		survey_add(survey, place);
}

static void perf_event(struct survey *survey, int fd)
{
	char name[NAME_CHARS] = "";
	struct newer_link_info info = { 0 };
	__u32 length = sizeof(info);
	struct place place = { .kind = "perf_event" };
	struct bpf_prog_info program = { 0 };

	if (bpf_obj_get_info_by_fd(fd, &info, &length))
		return;
	place.program = info.prog_id;
	place.link = info.id;
	if (info.perf_event.type) {
		info.perf_event.name = (__u64)(unsigned long)name;
		info.perf_event.name_len = sizeof(name);
		info.perf_event.offset = 0;
		info.perf_event.addr = 0;
		length = sizeof(info);
		if (bpf_obj_get_info_by_fd(fd, &info, &length))
			return;
		place.kind = info.perf_event.type == PERF_KPROBE      ? "kprobe"
			     : info.perf_event.type == PERF_KRETPROBE ? "kretprobe"
								      : "tracepoint";
		place.hook = survey_hook(name);
		if (!place.hook)
			return;
	}
	if (!place.hook)
		program_info(place.program, &program);
	if (program.type != BPF_PROG_TYPE_PERF_EVENT) // a profiler's runs at samples, and at no function
		survey_add(survey, place);
}

static void kprobe_multi(struct survey *survey, int fd)
{
	struct newer_link_info info = { 0 };
	__u32 length = sizeof(info);
	struct place place = { .kind = "kprobe_multi" };
	__u64 *addresses;
	__u32 count;

	if (bpf_obj_get_info_by_fd(fd, &info, &length))
		return;
	place.program = info.prog_id;
	place.link = info.id;
	count = info.kprobe_multi.count;
	addresses = count ? calloc(count, sizeof(*addresses)) : NULL;
	info.kprobe_multi.addrs = (__u64)(unsigned long)addresses;
	length = sizeof(info);
	if (!addresses || bpf_obj_get_info_by_fd(fd, &info, &length) || !addresses[0]) {
		// 0 in place of an address: kernel.kptr_restrict, or no CAP_SYSLOG
		survey->addresses_hidden |= addresses && !addresses[0];
		survey_add(survey, place);
	}
	for (__u32 i = 0; addresses && i < count; i++) {
		place.hook = survey_function_at(addresses[i]);
		if (place.hook)
			survey_add(survey, place);
	}
	free(addresses);
}

static void link_of(struct survey *survey, int fd, const struct btf *btf)
{
	struct bpf_link_info info = { 0 };
	__u32 length = sizeof(info);

	if (bpf_obj_get_info_by_fd(fd, &info, &length))
		return;
	switch (info.type) {
	case BPF_LINK_TYPE_RAW_TRACEPOINT:
		raw_tracepoint(survey, fd);
		break;
	case BPF_LINK_TYPE_TRACING:
		tracing(survey, &info, btf);
		break;
	case BPF_LINK_TYPE_PERF_EVENT:
		perf_event(survey, fd);
		break;
	case BPF_LINK_TYPE_KPROBE_MULTI:
		kprobe_multi(survey, fd);
		break;
	default:
		break; // of networks, cgroups, iterators, …
	}
}

void survey_links(struct survey *survey)
{
	struct btf *btf = btf__load_vmlinux_btf();
	__u32 id = 0;

	while (bpf_link_get_next_id(id, &id) == 0) {
		int fd = bpf_link_get_fd_by_id(id);

		if (fd < 0)
			continue; // gone meanwhile
		link_of(survey, fd, btf);
		close(fd);
	}
	if (errno != ENOENT) {
		const char *name = strerrorname_np(errno);

		snprintf(survey->links_error, sizeof(survey->links_error), "BPF links: %s %s", name ? name : "error",
			 strerror(errno));
	}
	btf__free(btf);
}
