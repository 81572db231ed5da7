/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PROGRAM_H
#define PROGRAM_H

#include <stdbool.h>

#include <bpf/bpf.h>

#include "json.h"

/* A loaded program as the kernel describes it, with its code. */
struct program {
	struct bpf_prog_info info;
	char name[128]; /* as its BTF has it: the kernel keeps 15 characters itself */
	struct bpf_insn *xlated;
	unsigned char *native;
	__u64 *addresses; /* of its functions, the program first */
	__u32 *lengths;
	__u32 *maps;
};

/* False with a reason in `errno`. Then, too, program_forget() is to be called. */
bool program_read(int fd, struct program *program);

/* All but the code, as members of an object. */
void program_report(struct json *json, const struct program *program);

/* The code: bytecode, native code function by function, and the names of the kernel's functions that it calls. */
void program_report_code(struct json *json, const struct program *program);

void program_forget(struct program *program);

#endif
