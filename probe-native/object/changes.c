// SPDX-License-Identifier: Apache-2.0

#include "changes.h"

#include <stdbool.h>
#include <stdio.h>

#include "elf_file.h"

static const struct {
	int helper;
	const char *name;
} changing[] = {
	{ BPF_FUNC_probe_write_user, "bpf_probe_write_user" },
	{ BPF_FUNC_override_return, "bpf_override_return" },
	{ BPF_FUNC_send_signal, "bpf_send_signal" },
	{ BPF_FUNC_send_signal_thread, "bpf_send_signal_thread" },
};

static bool calls(const struct bpf_insn *instructions, size_t count, int helper)
{
	for (size_t i = 0; i < count; i++) {
		// With another source it is a function of the object, or of the kernel.
		if (instructions[i].code == (BPF_JMP | BPF_CALL) && instructions[i].src_reg == 0 &&
		    instructions[i].imm == helper)
			return true;
	}
	return false;
}

static void report_calls(struct json *json, const char *who, const struct bpf_insn *instructions, size_t count)
{
	char clause[256];

	for (size_t i = 0; i < sizeof(changing) / sizeof(changing[0]); i++) {
		if (!calls(instructions, count, changing[i].helper))
			continue;
		snprintf(clause, sizeof(clause), "%s calls %s", who, changing[i].name);
		json_string(json, NULL, clause);
	}
}

static bool decides(const struct bpf_program *program)
{
	return bpf_program__type(program) == BPF_PROG_TYPE_LSM ||
	       bpf_program__type(program) == BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE ||
	       bpf_program__expected_attach_type(program) == BPF_MODIFY_RETURN;
}

void report_changes(struct json *json, const struct own_probe *probe)
{
	const struct bpf_object *object = probe->copy[0].object;
	struct bpf_program *program;
	size_t length = 0;
	Elf *elf;
	// Functions that several programs may call stand here.
	const void *text = section_contents(probe->bytes, probe->size, ".text", &length, &elf);
	char clause[256];

	json_open(json, "changes", '[');
	bpf_object__for_each_program(program, object) {
		if (!bpf_program__autoload(program))
			continue;
		if (decides(program)) {
			snprintf(clause, sizeof(clause), "%s is of SEC(\"%s\")", bpf_program__name(program),
				 bpf_program__section_name(program));
			json_string(json, NULL, clause);
		}
		report_calls(json, bpf_program__name(program), bpf_program__insns(program),
			     bpf_program__insn_cnt(program));
	}
	if (text)
		report_calls(json, "a function of its programs", text, length / sizeof(struct bpf_insn));
	json_close(json, ']');
	elf_end(elf);
}
