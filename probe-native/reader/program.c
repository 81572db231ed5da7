// SPDX-License-Identifier: Apache-2.0

#include "program.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <bpf/btf.h>
#include <bpf/libbpf.h>

#include "attached.h"
#include "kallsyms.h"

/* Where a member of `info` that the kernel is to fill stands; NULL, as it is for a length of 0, asks for nothing. */
static void *room(__u64 *member, size_t length)
{
	void *buffer = length ? calloc(1, length) : NULL;

	*member = (unsigned long)buffer;
	return buffer;
}

static __u32 at_most(__u32 told, __u32 room)
{
	return told < room ? told : room;
}

static void read_name(int fd, struct program *program)
{
	struct bpf_prog_info info = { .func_info_rec_size = program->info.func_info_rec_size, .nr_func_info = 1 };
	struct bpf_func_info function[4] = { 0 }; // a later kernel's record may be longer
	const struct btf_type *type = NULL;
	__u32 size = sizeof(info);
	struct btf *btf = NULL;

	snprintf(program->name, sizeof(program->name), "%s", program->info.name);
	if (!program->info.btf_id || !program->info.nr_func_info || info.func_info_rec_size > sizeof(function))
		return;
	info.func_info = (unsigned long)function;
	if (bpf_obj_get_info_by_fd(fd, &info, &size) == 0)
		btf = btf__load_from_kernel_by_id(program->info.btf_id);
	if (btf)
		type = btf__type_by_id(btf, function[0].type_id);
	if (type)
		snprintf(program->name, sizeof(program->name), "%s", btf__name_by_offset(btf, type->name_off));
	btf__free(btf);
}

bool program_read(int fd, struct program *program)
{
	struct bpf_prog_info lengths = { 0 };
	struct bpf_prog_info *info = &program->info;
	__u32 size = sizeof(lengths);

	*program = (struct program){ 0 };
	if (bpf_obj_get_info_by_fd(fd, &lengths, &size))
		return false;
	info->xlated_prog_len = lengths.xlated_prog_len;
	program->xlated = room(&info->xlated_prog_insns, lengths.xlated_prog_len);
	info->jited_prog_len = lengths.jited_prog_len;
	program->native = room(&info->jited_prog_insns, lengths.jited_prog_len);
	info->nr_jited_ksyms = lengths.nr_jited_ksyms;
	program->addresses = room(&info->jited_ksyms, lengths.nr_jited_ksyms * sizeof(*program->addresses));
	info->nr_jited_func_lens = lengths.nr_jited_func_lens;
	program->lengths = room(&info->jited_func_lens, lengths.nr_jited_func_lens * sizeof(*program->lengths));
	info->nr_map_ids = lengths.nr_map_ids;
	program->maps = room(&info->map_ids, lengths.nr_map_ids * sizeof(*program->maps));
	size = sizeof(*info);
	if (bpf_obj_get_info_by_fd(fd, info, &size))
		return false;
	// What was copied: the kernel tells how many there are by now.
	info->nr_map_ids = at_most(info->nr_map_ids, lengths.nr_map_ids);
	info->nr_jited_ksyms = at_most(info->nr_jited_ksyms, lengths.nr_jited_ksyms);
	info->nr_jited_func_lens = at_most(info->nr_jited_func_lens, lengths.nr_jited_func_lens);
	// Where it hides blinded code (kernel.kptr_restrict) it says no more behind that.
	info->btf_id = lengths.btf_id;
	info->nr_func_info = lengths.nr_func_info;
	info->func_info_rec_size = lengths.func_info_rec_size;
	read_name(fd, program);
	return true;
}

static long long nanos(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return now.tv_sec * 1000000000ll + now.tv_nsec;
}

void program_report(struct json *json, const struct program *program)
{
	const struct bpf_prog_info *info = &program->info;
	const char *type = libbpf_bpf_prog_type_str(info->type);
	char tag[2 * BPF_TAG_SIZE + 1];

	for (int i = 0; i < BPF_TAG_SIZE; i++)
		snprintf(tag + 2 * i, 3, "%02x", info->tag[i]);
	json_number(json, "id", info->id);
	json_string(json, "program_type", type ? type : "unknown");
	json_string(json, "name", program->name);
	json_string(json, "tag", tag);
	// The kernel counts from its boot, sleep included.
	json_number(json, "loaded_at_ns",
		    (unsigned long long)(nanos(CLOCK_REALTIME) - nanos(CLOCK_BOOTTIME) + (long long)info->load_time));
	json_number(json, "uid", info->created_by_uid);
	json_number(json, "jited_bytes", info->jited_prog_len);
	json_number(json, "xlated_bytes", info->xlated_prog_len);
	json_number(json, "verified_instructions", info->verified_insns);
	json_number(json, "runs", info->run_cnt);
	json_number(json, "run_time_ns", info->run_time_ns);
	json_number(json, "recursion_misses", info->recursion_misses);
	json_open(json, "maps", '[');
	for (__u32 i = 0; i < info->nr_map_ids; i++)
		json_number(json, NULL, program->maps[i]);
	json_close(json, ']');
	json_open(json, "attached", '[');
	attached_report(json, info->id);
	json_close(json, ']');
}

static void report_bytes(struct json *json, const char *key, const void *bytes, size_t length)
{
	char *text = malloc(2 * length + 1);

	for (size_t i = 0; text && i < length; i++)
		snprintf(text + 2 * i, 3, "%02x", ((const unsigned char *)bytes)[i]);
	json_string(json, key, text && length ? text : "");
	free(text);
}

static void report_address(struct json *json, const char *key, __u64 address)
{
	char text[17];

	snprintf(text, sizeof(text), "%llx", (unsigned long long)address);
	json_string(json, key, text);
}

/* The name of a function of the kernel, by the two ways in which code speaks of it. */
static void report_call(struct json *json, __u64 address)
{
	__u64 base = kallsyms_address("__bpf_call_base");
	const char *name = base ? kallsyms_name(address) : NULL;

	if (!name)
		return; // the listing then shows the number
	json_open(json, NULL, '{');
	json_string(json, "name", name);
	json_integer(json, "distance", (long long)(address - base));
	report_address(json, "address", address);
	json_close(json, '}');
}

/*
 * In bytecode a call holds a distance from __bpf_call_base, which the verifier put in the place of a helper's number.
 * In native code of x86 it is 0xe8, a jump (to the thunk behind a return) 0xe9, and the distance from the next
 * instruction. Bytes that only look so lead to no function, or to one that nobody asks for.
 */
static void report_calls(struct json *json, const struct program *program)
{
	const struct bpf_prog_info *info = &program->info;
	__u32 count = info->xlated_prog_insns ? info->xlated_prog_len / sizeof(struct bpf_insn) : 0;
	__u64 base = kallsyms_address("__bpf_call_base");

	json_open(json, "calls", '[');
	for (__u32 i = 0; i < count; i++) {
		const struct bpf_insn *insn = &program->xlated[i];

		if (insn->code == (BPF_JMP | BPF_CALL) && insn->src_reg != BPF_PSEUDO_CALL)
			report_call(json, base + (__u64)(__s64)insn->imm);
	}
#ifdef __x86_64__
	count = info->nr_jited_func_lens ? at_most(program->lengths[0], info->jited_prog_len) : 0;
	for (__u32 i = 0; info->jited_prog_insns && info->jited_ksyms && i + 5 <= count; i++) {
		__s32 distance;

		memcpy(&distance, program->native + i + 1, sizeof(distance));
		// Of the program itself; its further functions call helpers, whose names are known from the bytecode.
		if (program->native[i] == 0xe8 || program->native[i] == 0xe9)
			report_call(json, program->addresses[0] + i + 5 + (__u64)(__s64)distance);
	}
#endif
	json_close(json, ']');
}

void program_report_code(struct json *json, const struct program *program)
{
	const struct bpf_prog_info *info = &program->info;
	__u32 at = 0;

	// The kernel sets to 0 what it hides: kernel.kptr_restrict, for want of rights.
	json_bool(json, "hidden",
		  (info->xlated_prog_len && !info->xlated_prog_insns) ||
			  (info->jited_prog_len && !info->jited_prog_insns));
	report_bytes(json, "xlated", program->xlated, info->xlated_prog_insns ? info->xlated_prog_len : 0);
	// Of a program that is not compiled older kernels name the interpreter as its function, of no length.
	json_open(json, "functions", '[');
	for (__u32 i = 0;
	     i < info->nr_jited_func_lens && program->lengths[i] && at + program->lengths[i] <= info->jited_prog_len;
	     i++) {
		__u64 address = info->jited_ksyms && i < info->nr_jited_ksyms ? program->addresses[i] : 0;
		const char *symbol = kallsyms_name(address);

		json_open(json, NULL, '{');
		report_address(json, "address", address);
		json_string(json, "kallsyms", symbol ? symbol : "");
		report_bytes(json, "jited", program->native + at, info->jited_prog_insns ? program->lengths[i] : 0);
		json_close(json, '}');
		at += program->lengths[i];
	}
	json_close(json, ']');
	report_calls(json, program);
}

void program_forget(struct program *program)
{
	free(program->xlated);
	free(program->native);
	free(program->addresses);
	free(program->lengths);
	free(program->maps);
	*program = (struct program){ 0 };
}
