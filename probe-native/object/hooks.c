// SPDX-License-Identifier: Apache-2.0

#include "hooks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "complain.h"

static bool is_named(const char *names, const char *name)
{
	size_t length = strlen(name);

	for (const char *at = names; at; at = strchr(at, ',')) {
		at += *at == ',';
		if (strncmp(at, name, length) == 0 && (at[length] == ',' || !at[length]))
			return true;
	}
	return false;
}

// Complains when a name is no program's.
static bool switch_on(struct bpf_object *object, const char *file, const char *names)
{
	struct bpf_program *program;
	char all[512] = "";

	bpf_object__for_each_program(program, object) {
		bpf_program__set_autoload(program, is_named(names, bpf_program__name(program)));
		snprintf(all + strlen(all), sizeof(all) - strlen(all), "%s%s", all[0] ? ", " : "",
			 bpf_program__name(program));
	}
	for (const char *at = names; at; at = strchr(at, ',')) {
		size_t length;
		char name[128];

		at += *at == ',';
		length = strcspn(at, ",");
		snprintf(name, sizeof(name), "%.*s", (int)length, at);
		if (!bpf_object__find_program_by_name(object, name)) {
			complain("there is no program '%s' in %s; its programs are %s", name, file, all);
			return false;
		}
	}
	return true;
}

void explain_unattachable(const struct bpf_program *program, const char *file)
{
	complain(
		"libbpf cannot attach SEC(\"%s\") of %s by itself: leave the program %s out, or give it a section that "
		"says where it belongs, of fentry, fexit, kprobe, kretprobe, tracepoint, raw_tp, tp_btf or the like",
		bpf_program__section_name(program), file, bpf_program__name(program));
}

static bool may_be_attached(const struct bpf_program *program)
{
	switch (bpf_program__type(program)) {
	case BPF_PROG_TYPE_KPROBE: // kprobe, kretprobe, ksyscall, uprobe, …
	case BPF_PROG_TYPE_TRACEPOINT:
	case BPF_PROG_TYPE_RAW_TRACEPOINT:
	case BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE:
	case BPF_PROG_TYPE_TRACING:
	case BPF_PROG_TYPE_LSM:
		return true;
	default:
		return false;
	}
}

bool choose_programs(struct bpf_object *object, const char *file, const char *names)
{
	struct bpf_program *program = bpf_object__next_program(object, NULL);

	if (!program) {
		complain("%s has no program in it", file);
		return false;
	}
	if (names && !switch_on(object, file, names))
		return false;
	bpf_object__for_each_program(program, object) {
		if (bpf_program__autoload(program) && !may_be_attached(program)) {
			explain_unattachable(program, file);
			return false;
		}
	}
	if (count_programs(object) > 0)
		return true;
	complain("every program of %s is switched off (SEC(\"?...\")): name those to measure", file);
	return false;
}

int count_programs(const struct bpf_object *object)
{
	struct bpf_program *program;
	int count = 0;

	bpf_object__for_each_program(program, object)
		count += bpf_program__autoload(program);
	return count;
}

static const char *target(const struct bpf_program *program)
{
	const char *section = bpf_program__section_name(program);
	const char *slash = strchr(section, '/');

	return slash ? slash + 1 : section;
}

static bool is_alone(const struct bpf_object *object, const struct bpf_program *of,
		     const char *(*label)(const struct bpf_program *))
{
	struct bpf_program *program;

	bpf_object__for_each_program(program, object) {
		if (program != of && bpf_program__autoload(program) && strcmp(label(program), label(of)) == 0)
			return false;
	}
	return true;
}

static char *hook_of(const struct bpf_object *object, const struct bpf_program *program)
{
	const char *section = bpf_program__section_name(program);
	char *hook = NULL;

	if (is_alone(object, program, target))
		return strdup(target(program));
	if (is_alone(object, program, bpf_program__section_name))
		return strdup(section);
	return asprintf(&hook, "%s %s", section, bpf_program__name(program)) < 0 ? NULL : hook;
}

char **name_hooks(const struct bpf_object *object, int count)
{
	char **hooks = calloc((size_t)count, sizeof(*hooks));
	struct bpf_program *program;
	int i = 0;

	bpf_object__for_each_program(program, object) {
		if (hooks && bpf_program__autoload(program))
			hooks[i++] = hook_of(object, program);
	}
	for (i = 0; hooks && i < count; i++) {
		if (hooks[i])
			continue;
		free(hooks);
		hooks = NULL;
	}
	if (!hooks)
		complain("no memory for the names of %d programs", count);
	return hooks;
}
