// SPDX-License-Identifier: Apache-2.0
//
// Opening, loading and attaching an object that others made. Everything that can be wrong with it is said in one
// sentence; libbpf's own words, where it has some, are part of it.

#include "own.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "complain.h"
#include "elf_file.h"
#include "events.h"
#include "file.h"
#include "hooks.h"
#include "load_clock.h"
#include "verifier_log.h"

#define ENOTSUPP 524 // the kernel's own; strerror() does not know it
#define LIBBPF_PREFIX "libbpf: "

bool libbpf_is_verbose;
static char first_warning[512];
static char failed[128]; // the program whose load failed, by its whole name

// As part of a sentence: without libbpf's name before it, and without an end.
static void trim(char *words)
{
	size_t prefix = strlen(LIBBPF_PREFIX);
	size_t length;

	words[strcspn(words, "\n")] = 0;
	if (strncmp(words, LIBBPF_PREFIX, prefix) == 0)
		memmove(words, words + prefix, strlen(words + prefix) + 1);
	length = strlen(words);
	if (length && words[length - 1] == '.')
		words[length - 1] = 0;
}

int libbpf_says(enum libbpf_print_level level, const char *format, va_list args)
{
	va_list again;

	va_copy(again, args);
	// What libbpf tries again in another way is no reason yet.
	if (level == LIBBPF_WARN && !first_warning[0] && !strstr(format, "Retrying")) {
		vsnprintf(first_warning, sizeof(first_warning), format, again);
		trim(first_warning);
	}
	va_end(again);
	if (strstr(format, "BPF program load failed")) {
		char text[512];

		va_copy(again, args);
		vsnprintf(text, sizeof(text), format, again);
		va_end(again);
		sscanf(text, LIBBPF_PREFIX "prog '%127[^']'", failed);
	}
	return libbpf_is_verbose ? vfprintf(stderr, format, args) : 0;
}

static const char *error_words(int error)
{
	static char words[128];
	const char *name = strerrorname_np(error);

	if (error == ENOTSUPP)
		return "ENOTSUPP Not supported by this kernel";
	snprintf(words, sizeof(words), "%s %s", name ? name : "error", strerror(error));
	return words;
}

// libbpf's reason in brackets, where it gave one.
static const char *libbpf_words(void)
{
	static char words[sizeof(first_warning) + 4];

	snprintf(words, sizeof(words), first_warning[0] ? " (%s)" : "", first_warning);
	return words;
}

// Many a tool sizes its maps when it starts, by its options.
static const char *map_advice(const struct copy *copy)
{
	struct bpf_map *map;

	bpf_object__for_each_map(map, copy->object)
	{
		if (bpf_map__fd(map) < 0 && (!bpf_map__max_entries(map) || !bpf_map__value_size(map)))
			return "; the sizes of some of its maps are left to its own loader: give them in the source";
	}
	return "";
}

static const char *without_btf(const struct own_probe *probe)
{
	return has_section(probe->bytes, probe->size, ".BTF") ? "" : "; it has no BTF: compile it with clang -g";
}

// Nothing of a measurement is to stay behind, and each copy has maps of its own: so none is pinned.
static void pin_no_map(struct bpf_object *object)
{
	struct bpf_map *map;

	bpf_object__for_each_map(map, object) bpf_map__set_pin_path(map, NULL);
}

static bool open_copy(const struct own_probe *probe, struct copy *copy)
{
	LIBBPF_OPTS(bpf_object_open_opts, options, .object_name = "probe", .kernel_log_buf = verifier_log(),
		    .kernel_log_size = verifier_log_size());
	struct bpf_program *program;
	int count;
	int i = 0;

	first_warning[0] = 0;
	copy->object = bpf_object__open_mem(probe->bytes, probe->size, &options);
	if (!copy->object) {
		complain("libbpf cannot open %s: %s%s", probe->file,
			 first_warning[0] ? first_warning : error_words(errno), without_btf(probe));
		return false;
	}
	pin_no_map(copy->object);
	if (!choose_programs(copy->object, probe))
		return false;
	count = count_programs(copy->object);
	copy->programs = calloc((size_t)count, sizeof(*copy->programs));
	if (!copy->programs) {
		complain("no memory for %d programs", count);
		return false;
	}
	bpf_object__for_each_program(program, copy->object) {
		if (is_measured(program))
			copy->programs[i++].program = program;
	}
	return true;
}

static void close_copy(const struct own_probe *probe, struct copy *copy)
{
	for (int i = 0; copy->programs && i < probe->count; i++)
		bpf_link__destroy(copy->programs[i].link);
	bpf_object__close(copy->object);
	free(copy->programs);
	*copy = (struct copy){ 0 };
}

bool own_open(struct own_probe *probe, const struct options *options)
{
	const char *slash = strrchr(options->object, '/');
	struct copy *first = &probe->copy[0];
	const char *wrong;

	probe->file = slash ? slash + 1 : options->object;
	probe->chosen = options->programs;
	probe->empty = options->empty;
	probe->kallsyms = options->kallsyms;
	probe->bytes = read_file(options->object, &probe->size);
	if (!probe->bytes && errno != EINVAL) {
		complain("cannot read %s: %s", options->object, strerror(errno));
		return false;
	}
	wrong = probe->bytes ? not_an_object(probe->bytes, probe->size) : "is no regular file, or empty";
	if (wrong) {
		complain("%s %s", probe->file, wrong);
		return false;
	}
	if (!open_copy(probe, first))
		return false;
	probe->copies = 1;
	probe->count = count_programs(first->object);
	probe->hooks = name_hooks(first->object, probe->count);
	return probe->hooks != NULL;
}

static void explain_load(const struct own_probe *probe, const struct copy *copy, int error)
{
	const struct bpf_program *refused = bpf_object__find_program_by_name(copy->object, failed);
	const char *verdict = verifier_log_verdict();
	char *tail = verifier_log_tail();

	if (refused && verdict[0])
		complain("the verifier refuses %s of %s: %s%s", bpf_program__name(refused), probe->file, verdict,
			 without_btf(probe));
	else if (refused)
		complain("the kernel refuses %s of %s, SEC(\"%s\"): %s", bpf_program__name(refused), probe->file,
			 bpf_program__section_name(refused), error_words(error));
	else if (error == ESRCH)
		complain("this kernel has no place for a program of %s%s", probe->file, libbpf_words());
	else
		complain("%s cannot be loaded: %s%s%s", probe->file,
			 first_warning[0] ? first_warning : error_words(error), map_advice(copy), without_btf(probe));
	if (refused && verdict[0])
		fprintf(stderr, "The verifier's last lines:\n%s", tail);
	free(tail);
}

static bool load_copy(const struct own_probe *probe, struct copy *copy)
{
	int error;

	first_warning[0] = 0;
	failed[0] = 0;
	verifier_log_clear();
	load_emptied(probe->empty ? copy->object : NULL);
	error = -bpf_object__load(copy->object);
	load_emptied(NULL);
	if (error) {
		explain_load(probe, copy, error);
		return false;
	}
	return true;
}

static const char *attach_advice(const struct bpf_program *program, int error)
{
	// A trampoline has places for 38 programs (BPF_MAX_TRAMP_LINKS).
	if (error == E2BIG)
		return ": more programs than one function takes: lower -p stack=";
	if (error == ENOENT && bpf_program__type(program) == BPF_PROG_TYPE_TRACEPOINT &&
	    access("/sys/kernel/tracing/events", F_OK) && access("/sys/kernel/debug/tracing/events", F_OK))
		return ": tracefs is not mounted: mount -t tracefs tracefs /sys/kernel/tracing";
	// uprobe, usdt and the like, whose files a guest of the lab has not got.
	if (error == ENOENT && bpf_program__section_name(program)[0] == 'u')
		return ": there is no such file here, or no such place in it";
	if (error == ENOENT)
		return ": this kernel has no such place, or does not let it be traced";
	return "";
}

static bool attach_copy(const struct own_probe *probe, struct copy *copy)
{
	for (int i = 0; i < probe->count; i++) {
		struct loaded *loaded = &copy->programs[i];
		const char *section = bpf_program__section_name(loaded->program);

		first_warning[0] = 0;
		loaded->link = bpf_program__attach(loaded->program);
		if (loaded->link)
			continue;
		if (errno == EOPNOTSUPP && !first_warning[0])
			explain_unattachable(loaded->program, probe->file);
		else
			complain("SEC(\"%s\") of %s does not attach here: %s%s%s", section, probe->file,
				 error_words(errno), attach_advice(loaded->program, errno), libbpf_words());
		return false;
	}
	return true;
}

bool own_attach(struct own_probe *probe, int copies)
{
	for (int i = 0; i < copies; i++) {
		if (i > 0 && !open_copy(probe, &probe->copy[i]))
			return false;
		probe->copies = i + 1;
		if (!load_copy(probe, &probe->copy[i]))
			return false;
		events_of(probe->copy[i].object);
		if (!attach_copy(probe, &probe->copy[i]))
			return false;
	}
	return true;
}

void own_close(struct own_probe *probe)
{
	events_end();
	for (int i = 0; i < MAX_COPIES; i++)
		close_copy(probe, &probe->copy[i]);
	for (int i = 0; probe->hooks && i < probe->count; i++)
		free(probe->hooks[i]);
	free(probe->hooks);
	free(probe->bytes);
}
