// SPDX-License-Identifier: Apache-2.0
//
// micro-programs: loads one micro program afresh, under the settings in force, says what the kernel made of it, and
// holds it until standard input ends. It runs nothing: whoever measures takes the program by its id
// (BPF_PROG_GET_FD_BY_ID) and hands it to BPF_PROG_TEST_RUN.

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "all.skel.h"
#include "arithmetic.h"
#include "json.h"
#include "load_clock.h"
#include "walk.h"

#define KEY 7 /* what map programs look for: maps.bpf.h */
#define DONE 1

static const char usage[] = "micro-programs: loads a micro program and holds it until standard input ends\n"
			    "\n"
			    "  micro-programs --list         the names of the programs, one a line\n"
			    "  sudo micro-programs NAME      loads that one and prints a `ready` line\n"
			    "  sudo micro-programs --length N  loads a chain of N additions instead, 1 to 100000\n"
			    "\n"
			    "Exit status: 0 done, 1 failed, 2 usage.\n";

struct object {
	const char *name;
	const void *(*bytes)(size_t *size);
};

#define OBJECT(name) { #name, name##__elf_bytes },
static const struct object objects[] = { MICRO_PROGRAMS(OBJECT) };
#define OBJECTS (sizeof(objects) / sizeof(objects[0]))

// The program whose path is decided by the time that passes while it runs.
static const char timed[] = "latency";

static int warnings_only(enum libbpf_print_level level, const char *format, va_list arguments)
{
	// The verifier's reasons for a refusal come as a warning.
	return level == LIBBPF_WARN ? vfprintf(stderr, format, arguments) : 0;
}

static bool fail(const char *name, const char *step)
{
	const char *word = strerrorname_np(errno);

	fprintf(stderr, "micro-programs: %s: %s: %s %s\n", name, step, word ? word : "error", strerror(errno));
	return false;
}

// A map of one value a CPU takes as many at once.
static bool fill(struct bpf_map *map)
{
	enum bpf_map_type type = bpf_map__type(map);
	bool percpu = type == BPF_MAP_TYPE_PERCPU_ARRAY;
	int values = percpu ? libbpf_num_possible_cpus() : 1;
	__u32 key = KEY;
	__u64 *value;
	int error;

	value = values > 0 ? calloc((size_t)values, sizeof(*value)) : NULL;
	if (!value)
		return false;
	for (int i = 0; i < values; i++)
		value[i] = DONE;
	error = bpf_map__update_elem(map, &key, sizeof(key), value, (size_t)values * sizeof(*value), BPF_ANY);
	free(value);
	return !error;
}

// The ring's reader is whoever runs the program: it needs to find the ring.
static bool report_ring(struct json *json, const struct bpf_map *ring)
{
	struct bpf_map_info info = { 0 };
	__u32 size = sizeof(info);

	if (bpf_obj_get_info_by_fd(bpf_map__fd(ring), &info, &size))
		return false;
	json_number(json, "ring_map_id", info.id);
	return true;
}

static bool say_ready(const char *name, const struct bpf_object *object, const struct bpf_program *program,
		      const struct walk *walk)
{
	const struct bpf_map *ring = bpf_object__find_map_by_name(object, "ring");
	int fd = bpf_program__fd(program);
	struct bpf_prog_info info = { 0 };
	__u32 size = sizeof(info);
	struct json json;
	size_t length = 0;
	char *line;

	if (bpf_obj_get_info_by_fd(fd, &info, &size))
		return fail(name, "cannot ask the kernel about it");
	json_begin(&json);
	json_string(&json, "type", "ready");
	json_string(&json, "program", name);
	json_number(&json, "pid", (unsigned long long)getpid());
	json_number(&json, "id", info.id);
	json_number(&json, "jited_bytes", info.jited_prog_len); // 0: the interpreter runs it
	json_number(&json, "xlated_bytes", info.xlated_prog_len);
	json_number(&json, "functions", info.nr_jited_ksyms);
	json_number(&json, "bytecode_bytes", bpf_program__insn_cnt(program) * sizeof(struct bpf_insn));
	if (walk) {
		json_number(&json, "executed", walk->instructions);
		json_number(&json, "helper_calls", walk->helper_calls);
	}
	json_number(&json, "load_ns", load_nanos(fd));
	if (load_verifier_nanos(fd))
		json_number(&json, "verifier_ns", load_verifier_nanos(fd));
	if (ring && !report_ring(&json, ring))
		return fail(name, "cannot ask the kernel about its ring buffer");
	line = json_end(&json, &length);
	if (!line || write(STDOUT_FILENO, line, length) != (ssize_t)length)
		return fail(name, "cannot say that it is ready");
	free(line);
	return true;
}

static void wait_for_end_of_input(void)
{
	char ignored[256];
	ssize_t got;

	do
		got = read(STDIN_FILENO, ignored, sizeof(ignored));
	while (got > 0 || (got < 0 && errno == EINTR));
}

// A run that ends in a tail call goes on in the program behind it.
static bool walk_run(const struct bpf_object *object, const struct bpf_program *program, struct walk *walk)
{
	const struct bpf_program *target = bpf_object__find_program_by_name(object, "target");
	struct walk further = { 0 };

	if (target && !walk_program(bpf_program__insns(target), bpf_program__insn_cnt(target), &further))
		return false;
	if (!walk_program(bpf_program__insns(program), bpf_program__insn_cnt(program), walk))
		return false;
	walk->instructions += further.instructions;
	walk->helper_calls += further.helper_calls;
	return true;
}

static bool hold(const struct object *chosen, const char *name, int length)
{
	size_t size = 0;
	const void *bytes = chosen->bytes(&size);
	struct bpf_object *object = bpf_object__open_mem(bytes, size, NULL);
	struct bpf_program *program;
	struct bpf_map *map;
	struct walk walk;
	bool done = false;

	if (!object)
		return fail(name, "open");
	program = bpf_object__find_program_by_name(object, "micro");
	errno = length ? arithmetic_fill(program, length) : 0;
	if (errno) {
		fail(name, "fill");
		goto end;
	}
	if (bpf_object__load(object)) {
		fail(name, "load");
		goto end;
	}
	map = bpf_object__find_map_by_name(object, "map");
	if (map && !fill(map)) {
		fail(name, "cannot fill its map");
		goto end;
	}
	if (!walk_run(object, program, &walk)) {
		fprintf(stderr, "micro-programs: %s: its instructions lead to no exit\n", name);
		goto end;
	}
	done = say_ready(name, object, program, strcmp(name, timed) == 0 ? NULL : &walk);
	if (done)
		wait_for_end_of_input();
end:
	bpf_object__close(object);
	return done;
}

static const struct object *find(const char *name)
{
	for (size_t i = 0; i < OBJECTS; i++) {
		if (strcmp(objects[i].name, name) == 0)
			return &objects[i];
	}
	return NULL;
}

static int complain(const char *format, const char *word)
{
	fputs("micro-programs: ", stderr);
	fprintf(stderr, format, word);
	fputs(": see --help\n", stderr);
	return 2;
}

int main(int argc, char **argv)
{
	const struct object *chosen;
	char *end = NULL;
	long length = 0;

	if (argc == 2 && strcmp(argv[1], "--help") == 0)
		return fputs(usage, stdout) < 0;
	if (argc == 2 && strcmp(argv[1], "--list") == 0) {
		for (size_t i = 0; i < OBJECTS; i++)
			puts(objects[i].name);
		return 0;
	}
	if (argc == 3 && strcmp(argv[1], "--length") == 0) {
		length = strtol(argv[2], &end, 10);
		if (*end || length < 1 || length > ARITHMETIC_MAX)
			return complain("--length takes a number from 1 to 100000, not '%s'", argv[2]);
	} else if (argc != 2) {
		return complain("%s", "it takes the name of one program");
	}
	chosen = find(length ? "empty" : argv[1]);
	if (!chosen)
		return complain("there is no program '%s'", argv[1]);
	libbpf_set_print(warnings_only);
	return hold(chosen, length ? "additions" : chosen->name, (int)length) ? 0 : 1;
}
