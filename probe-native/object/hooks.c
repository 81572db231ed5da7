// SPDX-License-Identifier: Apache-2.0

#include "hooks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "complain.h"
#include "elf_file.h"
#include "own.h"

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

// Programs in the slots of maps are what tail calls lead to: libbpf needs them loaded, and what they take is in the
// runs of who calls them.
static bool is_called(const struct own_probe *probe, const struct bpf_program *program)
{
	return is_in_a_slot(probe->bytes, probe->size, bpf_program__name(program));
}

static void leave_unattached(struct bpf_object *object, const struct own_probe *probe)
{
	struct bpf_program *program;

	bpf_object__for_each_program(program, object) {
		if (is_called(probe, program)) {
			bpf_program__set_autoload(program, true);
			bpf_program__set_autoattach(program, false);
		}
	}
}

// Complains when a name is no program's that can be attached.
static bool switch_on(struct bpf_object *object, const struct own_probe *probe, const char *names)
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
		program = bpf_object__find_program_by_name(object, name);
		if (!program) {
			complain("there is no program '%s' in %s; its programs are %s", name, probe->file, all);
			return false;
		}
		if (is_called(probe, program)) {
			complain("the program %s of %s is what others of it tail-call, and is measured with them: "
				 "leave it "
				 "out",
				 name, probe->file);
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
	// SEC("kprobe") alone names no place.
	if (!strchr(bpf_program__section_name(program), '/'))
		return false;
	switch (bpf_program__expected_attach_type(program)) {
	case BPF_TRACE_ITER: // which runs when somebody reads its link
	case BPF_LSM_CGROUP: // which hangs on a cgroup
		return false;
	default:
		break;
	}
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

bool choose_programs(struct bpf_object *object, const struct own_probe *probe)
{
	struct bpf_program *program = bpf_object__next_program(object, NULL);

	if (!program) {
		complain("%s has no program in it", probe->file);
		return false;
	}
	if (probe->chosen && !switch_on(object, probe, probe->chosen))
		return false;
	leave_unattached(object, probe);
	bpf_object__for_each_program(program, object) {
		if (is_measured(program) && !may_be_attached(program)) {
			explain_unattachable(program, probe->file);
			return false;
		}
	}
	if (count_programs(object) > 0)
		return true;
	complain("every program of %s is switched off (SEC(\"?...\")): name those to measure", probe->file);
	return false;
}

bool is_measured(const struct bpf_program *program)
{
	return bpf_program__autoload(program) && bpf_program__autoattach(program);
}

int count_programs(const struct bpf_object *object)
{
	struct bpf_program *program;
	int count = 0;

	bpf_object__for_each_program(program, object)
		count += is_measured(program);
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
		if (program != of && is_measured(program) && strcmp(label(program), label(of)) == 0)
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
		if (hooks && is_measured(program))
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
