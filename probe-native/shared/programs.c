// SPDX-License-Identifier: Apache-2.0

#include "programs.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/bpf.h>

#include "blinding.h"
#include "complain.h"
#include "kallsyms.h"
#include "load_clock.h"

static const char *tracing_kind(enum bpf_attach_type type)
{
	switch (type) {
	case BPF_TRACE_FENTRY:
		return "fentry";
	case BPF_TRACE_FEXIT:
		return "fexit";
	case BPF_MODIFY_RETURN:
		return "fmod_ret";
	case BPF_TRACE_RAW_TP:
		return "tp_btf";
	case BPF_TRACE_ITER:
		return "iter";
	default:
		return "tracing";
	}
}

// The word before the slash: `kretprobe` of `kretprobe/tcp_v4_connect`. `.s` after it says that the program may sleep.
static const char *section_word(const char *section)
{
	static char word[32];
	size_t length = strcspn(section, "/");

	if (length > 2 && strncmp(section + length - 2, ".s", 2) == 0)
		length -= 2;
	snprintf(word, sizeof(word), "%.*s", (int)length, section);
	return word;
}

const char *attached_as(const struct bpf_program *program)
{
	switch (bpf_program__type(program)) {
	case BPF_PROG_TYPE_TRACING:
		return tracing_kind(bpf_program__expected_attach_type(program));
	case BPF_PROG_TYPE_TRACEPOINT:
		return "tracepoint";
	case BPF_PROG_TYPE_RAW_TRACEPOINT:
	case BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE:
		return "raw_tp";
	case BPF_PROG_TYPE_LSM:
		return "lsm";
	default: // kprobes of every kind are one type
		return section_word(bpf_program__section_name(program));
	}
}

// Under the name that the kernel gives every JITed program (bpf_prog_ksym_set_name, kernel/bpf/core.c): its whole name
// where it came with BTF of its functions, else the 15 characters that the kernel keeps.
static bool in_kallsyms(const struct bpf_program *program, const char *tag)
{
	char whole[256];
	char kept[256];

	snprintf(whole, sizeof(whole), "bpf_prog_%s_%s", tag, bpf_program__name(program));
	snprintf(kept, sizeof(kept), "bpf_prog_%s_%.*s", tag, BPF_OBJ_NAME_LEN - 1, bpf_program__name(program));
	return kallsyms_shows(whole) || kallsyms_shows(kept);
}

static void report_compiled(struct json *json, const struct loaded *loaded, const char *built, const char *tag)
{
	struct verifier_work work = load_verifier_work(bpf_program__fd(loaded->program));

	json_open(json, "compiled", '{');
	json_string(json, "built", built);
	json_string(json, "tag", tag);
	json_number(json, "instructions", load_instructions(bpf_program__fd(loaded->program)));
	json_number(json, "verified_instructions", work.instructions);
	json_number(json, "total_states", work.total_states);
	json_number(json, "peak_states", work.peak_states);
	json_close(json, '}');
}

// Only the kernel knows the program that it made: what can be blinded there is counted in its own bytecode.
static void report_blindable(struct json *json, int fd, __u32 bytes)
{
	struct bpf_insn *instructions = malloc(bytes);
	struct bpf_prog_info info = { .xlated_prog_len = bytes, .xlated_prog_insns = (unsigned long)instructions };
	__u32 size = sizeof(info);

	// An old kernel, or kernel.kptr_restrict, may keep the bytecode back: then the pointer comes back as 0.
	if (instructions && bytes && !bpf_obj_get_info_by_fd(fd, &info, &size) && info.xlated_prog_insns)
		json_number(json, "blindable", count_blindable(instructions, bytes / sizeof(*instructions)));
	free(instructions);
}

bool report_program(struct json *json, const struct loaded *loaded, const struct labels *labels)
{
	const struct bpf_program *program = loaded->program;
	int fd = bpf_program__fd(program);
	__u64 verifier_ns = load_verifier_nanos(fd);
	struct bpf_prog_info info = { 0 };
	__u32 size = sizeof(info);
	char tag[2 * sizeof(info.tag) + 1];

	if (bpf_obj_get_info_by_fd(fd, &info, &size)) {
		complain("cannot ask the kernel about %s: %s", bpf_program__name(program), strerror(errno));
		return false;
	}
	for (size_t i = 0; i < sizeof(info.tag); i++)
		sprintf(tag + 2 * i, "%02x", info.tag[i]);
	json_open(json, NULL, '{');
	json_string(json, "name", bpf_program__name(program));
	json_string(json, "hook", labels->hook);
	if (labels->role)
		json_string(json, "role", labels->role);
	json_number(json, "copy", (unsigned long long)labels->copy);
	json_string(json, "attach", info.type == bpf_program__type(program) ? attached_as(program) : "unknown");
	json_number(json, "id", info.id);
	json_number(json, "jited_bytes", info.jited_prog_len); // 0: the interpreter runs it
	json_number(json, "xlated_bytes", info.xlated_prog_len);
	report_blindable(json, fd, info.xlated_prog_len);
	json_number(json, "functions", info.nr_jited_ksyms);
	json_number(json, "load_ns", load_nanos(fd));
	if (verifier_ns)
		json_number(json, "verifier_ns", verifier_ns);
	report_compiled(json, loaded, labels->built, tag);
	if (labels->kallsyms && kallsyms_readable())
		json_bool(json, "in_kallsyms", in_kallsyms(program, tag));
	json_close(json, '}');
	return true;
}

bool read_runs(const struct bpf_program *program, struct run_figures *run)
{
	struct bpf_prog_info info = { 0 };
	__u32 size = sizeof(info);

	if (bpf_obj_get_info_by_fd(bpf_program__fd(program), &info, &size)) {
		complain("cannot read the kernel's figures of %s: %s", bpf_program__name(program), strerror(errno));
		return false;
	}
	*run = (struct run_figures){ info.run_cnt, info.run_time_ns, info.recursion_misses };
	return true;
}

void report_runs(struct json *json, const struct run_figures *first_copy, int copies_run)
{
	json_number(json, "run_cnt", first_copy->count);
	json_number(json, "run_time_ns", first_copy->time_ns);
	json_number(json, "recursion_misses", first_copy->recursion_misses);
	json_number(json, "copies_run", (unsigned long long)copies_run);
}

double per_second(__u64 count, __u64 nanos)
{
	return nanos ? (double)count * 1e9 / (double)nanos : 0;
}
