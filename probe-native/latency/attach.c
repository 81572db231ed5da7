// SPDX-License-Identifier: Apache-2.0
//
// Which way to attach works can only be found out by doing it: BTF may list a function that the kernel will not let
// anyone trace, a kernel may allow loading and refuse attaching. So each way is really tried, with every program
// and every copy, and the first that works stays.

#include "attach.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "arithmetic.h"
#include "file.h"
#include "latency.skel.h"
#include "load_clock.h"
#include "verifier_log.h"

const char *const hook_roles[HOOKS] = { "send", "receive", "cleanup", "destroy" };

const char *hook_name(const struct bpf_program *program)
{
	const char *slash = strchr(bpf_program__section_name(program), '/');

	return slash ? slash + 1 : "";
}

static void note_error(struct attempt *attempt, const char *where, const char *step, int error)
{
	const char *name = strerrorname_np(error);

	snprintf(attempt->error, sizeof(attempt->error), "%s: %s: %s %s", where, step, name ? name : "error",
		 strerror(error));
}

static void note_more(struct attempt *attempt, const char *more)
{
	strncat(attempt->error, more, sizeof(attempt->error) - strlen(attempt->error) - 1);
}

// What the names of each variant's programs begin with.
static const char *const prefixes[VARIANTS] = { "", "empty_", "arithmetic_" };

static struct bpf_program *find_program(const struct latency *skeleton, enum variant variant, enum attach_kind kind,
					int hook)
{
	char name[64];

	snprintf(name, sizeof(name), "%s%s_%s", prefixes[variant], hook_roles[hook], attach_names[kind]);
	return bpf_object__find_program_by_name(skeleton->obj, name);
}

// The bytes of the file, kept as long as the process: every copy is made of them. NULL with errno set.
static const void *object_bytes(const char *path, size_t *size)
{
	static void *bytes;
	static size_t length;

	if (!bytes)
		bytes = read_file(path, &length);
	*size = length;
	return bytes;
}

// As latency__open_opts(), which knows only the object inside.
static struct latency *open_object(const char *path, const struct bpf_object_open_opts *options)
{
	struct latency *skeleton = calloc(1, sizeof(*skeleton));
	int error;

	if (!skeleton)
		return NULL;
	error = latency__create_skeleton(skeleton);
	if (!error && path) {
		// libbpf only reads it.
		skeleton->skeleton->data = (void *)(size_t)object_bytes(path, &skeleton->skeleton->data_sz);
		error = skeleton->skeleton->data ? 0 : -errno;
	}
	if (!error)
		error = bpf_object__open_skeleton(skeleton->skeleton, options);
	if (!error)
		return skeleton;
	latency__destroy(skeleton);
	errno = -error;
	return NULL;
}

static void note_making(struct probe *probe, const struct latency *skeleton)
{
	const char *bytes = skeleton->skeleton->data;
	size_t size = skeleton->skeleton->data_sz;
	const char *mark = memmem(bytes, size, BUILT_MARK, strlen(BUILT_MARK));

	if (mark) {
		mark += strlen(BUILT_MARK);
		snprintf(probe->built, sizeof(probe->built), "%.*s", (int)strnlen(mark, (size_t)(bytes + size - mark)),
			 mark);
	}
}

static bool open_copy(struct copy *copy, const struct options *options, struct attempt *attempt)
{
	LIBBPF_OPTS(bpf_object_open_opts, open_options, .kernel_log_buf = verifier_log(),
		    .kernel_log_size = verifier_log_size());
	struct bpf_program *program;
	bool full = options->variant == VARIANT_LATENCY;
	int error;

	copy->skeleton = open_object(options->object, &open_options);
	if (!copy->skeleton) {
		note_error(attempt, options->object ? options->object : "object", "open", errno);
		return false;
	}
	bpf_object__for_each_program(program, copy->skeleton->obj)
		bpf_program__set_autoload(program, false);
	for (int hook = 0; hook < HOOKS; hook++) {
		program = find_program(copy->skeleton, options->variant, attempt->kind, hook);
		bpf_program__set_autoload(program, true);
		error = options->variant == VARIANT_ARITHMETIC ? arithmetic_fill(program, options->length) : 0;
		if (error) {
			note_error(attempt, hook_name(program), "fill", error);
			return false;
		}
		copy->programs[hook].program = program;
	}
	bpf_map__set_max_entries(copy->skeleton->maps.sockets, options->sockets);
	bpf_map__set_autocreate(copy->skeleton->maps.sockets, full);
	bpf_map__set_autocreate(copy->skeleton->maps.figures, full);
	return true;
}

// libbpf says that a load failed, not whose: the kernel's short name of the refused program leads to the hook.
static const char *refused_hook(const struct copy *copy)
{
	const char *refused = last_refused_program();

	for (int hook = 0; refused[0] && hook < HOOKS; hook++) {
		const struct bpf_program *program = copy->programs[hook].program;

		if (strncmp(bpf_program__name(program), refused, strlen(refused)) == 0)
			return hook_name(program);
	}
	return "object";
}

static bool load_copy(struct copy *copy, struct attempt *attempt)
{
	int error;

	forget_refused_program();
	verifier_log_clear();
	error = latency__load(copy->skeleton);
	if (!error)
		return true;
	note_error(attempt, refused_hook(copy), "load", -error);
	attempt->verifier_log = verifier_log_tail();
	return false;
}

static bool attach_copy(struct copy *copy, struct attempt *attempt)
{
	for (int hook = 0; hook < HOOKS; hook++) {
		struct loaded *loaded = &copy->programs[hook];

		loaded->link = bpf_program__attach(loaded->program);
		if (!loaded->link) {
			int error = errno;

			note_error(attempt, hook_name(loaded->program), "attach", error);
			// A trampoline has places for 38 programs (BPF_MAX_TRAMP_LINKS).
			if (error == E2BIG)
				note_more(attempt, " (more programs than one function takes: lower --stack)");
			return false;
		}
	}
	return true;
}

static void detach_copy(struct copy *copy)
{
	for (int hook = 0; hook < HOOKS; hook++)
		bpf_link__destroy(copy->programs[hook].link);
	latency__destroy(copy->skeleton);
	*copy = (struct copy){ 0 };
}

static bool try_kind(struct probe *probe, const struct options *options, struct attempt *attempt)
{
	for (int i = 0; i < options->copies; i++) {
		struct copy *copy = &probe->copy[i];

		probe->copies = i + 1;
		if (!open_copy(copy, options, attempt) || !load_copy(copy, attempt) || !attach_copy(copy, attempt)) {
			probe_detach(probe);
			return false;
		}
	}
	note_making(probe, probe->copy[0].skeleton);
	probe->attached = attempt->kind;
	attempt->ok = true;
	return true;
}

bool probe_attach(struct probe *probe, const struct options *options)
{
	probe->variant = options->variant;
	probe->length = options->length;
	probe->kallsyms = options->kallsyms;
	for (int kind = 0; kind < ATTACH_KINDS; kind++) {
		struct attempt *attempt;

		if (options->attach != ATTACH_AUTO && (int)options->attach != kind)
			continue;
		attempt = &probe->attempts[probe->attempt_count++];
		attempt->kind = (enum attach_kind)kind;
		if (try_kind(probe, options, attempt))
			return true;
	}
	return false;
}

void probe_detach(struct probe *probe)
{
	for (int i = 0; i < probe->copies; i++)
		detach_copy(&probe->copy[i]);
	probe->copies = 0;
}
