// SPDX-License-Identifier: Apache-2.0
//
// What is attached already where the probe would be. Nothing is loaded for it.

#include "survey.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/btf.h>

#include "json.h"
#include "kallsyms.h"
#include "output.h"

// Those that run once a message; the last ones are the tracepoints next to the functions.
static const char *const survey_hooks[] = {
	"tcp_sendmsg",	    "tcp_recvmsg",	"tcp_cleanup_rbuf",
	"sock_send_length", "sock_recv_length", "tcp_rcv_space_adjust",
};
#define SURVEY_HOOKS (sizeof(survey_hooks) / sizeof(survey_hooks[0]))
#define SURVEY_FUNCTIONS 3

const char *survey_hook(const char *name)
{
	for (size_t i = 0; i < SURVEY_HOOKS; i++) {
		if (strcmp(survey_hooks[i], name) == 0)
			return survey_hooks[i];
	}
	return NULL;
}

const char *survey_function_at(__u64 address)
{
	static __u64 known[SURVEY_FUNCTIONS];
	static bool looked_up;

	for (size_t i = 0; !looked_up && i < SURVEY_FUNCTIONS; i++)
		known[i] = kallsyms_address(survey_hooks[i]);
	looked_up = true;
	for (size_t i = 0; address && i < SURVEY_FUNCTIONS; i++) {
		if (known[i] == address)
			return survey_hooks[i];
	}
	return NULL;
}

// The same attachment is seen as a link, and in a process that holds the link or the perf event below it.
static bool same(const struct place *known, const struct place *seen)
{
	if (known->program != seen->program || (known->link && seen->link && known->link != seen->link))
		return false;
	return !known->hook || !seen->hook || (known->hook == seen->hook && strcmp(known->kind, seen->kind) == 0);
}

void survey_add(struct survey *survey, struct place place)
{
	for (int i = 0; i < survey->count; i++) {
		struct place *known = &survey->places[i];

		if (!same(known, &place))
			continue;
		if (!known->hook) {
			known->hook = place.hook;
			known->kind = place.kind;
		}
		known->pid = known->pid ? known->pid : place.pid;
		return;
	}
	if (survey->count == MAX_PLACES)
		survey->too_many = true;
	else
		survey->places[survey->count++] = place;
}

static void program_name(__u32 id, char *name, size_t size)
{
	struct bpf_prog_info info = { 0 };
	__u32 length = sizeof(info);
	int fd = bpf_prog_get_fd_by_id(id);

	name[0] = '\0';
	if (fd < 0)
		return;
	if (bpf_obj_get_info_by_fd(fd, &info, &length) == 0)
		snprintf(name, size, "%s", info.name);
	close(fd);
}

static void process_name(__u32 pid, char *name, size_t size)
{
	char path[64];
	FILE *file;

	name[0] = '\0';
	snprintf(path, sizeof(path), "/proc/%u/comm", pid);
	file = fopen(path, "re");
	if (!file)
		return;
	if (fgets(name, (int)size, file))
		name[strcspn(name, "\n")] = '\0';
	fclose(file);
}

static void print_place(struct json *json, const struct place *place)
{
	char name[64];

	json_open(json, NULL, '{');
	if (place->hook)
		json_string(json, "hook", place->hook);
	json_string(json, "kind", place->kind);
	json_number(json, "program", place->program);
	program_name(place->program, name, sizeof(name));
	json_string(json, "name", name);
	if (place->link)
		json_number(json, "link", place->link);
	if (place->pid) {
		json_number(json, "pid", place->pid);
		process_name(place->pid, name, sizeof(name));
		json_string(json, "process", name);
	}
	json_close(json, '}');
}

static void print_places(struct json *json, const char *key, const struct survey *survey, bool told)
{
	json_open(json, key, '[');
	for (int i = 0; i < survey->count; i++) {
		if ((survey->places[i].hook != NULL) == told)
			print_place(json, &survey->places[i]);
	}
	json_close(json, ']');
}

// The kernel's types, read as libbpf reads them for a program that is loaded.
static void print_btf(struct json *json)
{
	struct btf *btf = btf__load_vmlinux_btf();
	int error = errno;

	json_open(json, "btf", '{');
	if (!btf) {
		const char *name = strerrorname_np(error);

		json_string(json, "error", name ? name : strerror(error));
	} else {
		json_number(json, "types", btf__type_cnt(btf));
		json_open(json, "functions", '[');
		for (int i = 0; i < SURVEY_FUNCTIONS; i++) {
			if (btf__find_by_name_kind(btf, survey_hooks[i], BTF_KIND_FUNC) > 0)
				json_string(json, NULL, survey_hooks[i]);
		}
		json_close(json, ']');
	}
	json_close(json, '}');
	btf__free(btf);
}

// Programs that have an id: all but the classic filters of sockets and of seccomp.
static void print_programs(struct json *json)
{
	unsigned long long count = 0, jited = 0;
	__u32 id = 0;
	int end;

	while (bpf_prog_get_next_id(id, &id) == 0) {
		struct bpf_prog_info info = { 0 };
		__u32 length = sizeof(info);
		int fd = bpf_prog_get_fd_by_id(id);

		if (fd < 0)
			continue; // gone meanwhile
		if (bpf_obj_get_info_by_fd(fd, &info, &length) == 0) {
			count++;
			jited += info.jited_prog_len;
		}
		close(fd);
	}
	end = errno;
	json_open(json, "programs", '{');
	if (end != ENOENT) {
		const char *name = strerrorname_np(end);

		json_string(json, "error", name ? name : strerror(end));
	} else {
		json_number(json, "count", count);
		json_number(json, "jited_bytes", jited);
	}
	json_close(json, '}');
}

bool survey_print(void)
{
	static struct survey survey;
	struct json json;

	survey_links(&survey);
	survey_processes(&survey);
	json_begin(&json);
	json_string(&json, "type", "survey");
	print_btf(&json);
	print_programs(&json);
	print_places(&json, "attached", &survey, true);
	print_places(&json, "somewhere", &survey, false);
	json_open(&json, "errors", '[');
	if (survey.links_error[0])
		json_string(&json, NULL, survey.links_error);
	if (survey.processes_error[0])
		json_string(&json, NULL, survey.processes_error);
	if (survey.addresses_hidden)
		json_string(&json, NULL,
			    "functions of kprobe_multi links: the kernel hides addresses (kernel.kptr_restrict)");
	if (survey.too_many)
		json_string(&json, NULL, "more programs are attached than this list holds");
	json_close(&json, ']');
	return output_line(&json);
}
