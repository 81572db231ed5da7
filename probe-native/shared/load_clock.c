// SPDX-License-Identifier: Apache-2.0
//
// libbpf does not tell how long the kernel took over a program, and loading it a second time to find out would
// measure another load. But this binary is linked statically, so the linker can stand between: with
// --wrap=syscall every call of syscall(2) in libbpf.a comes here as __wrap_syscall, and __real_syscall is the C
// library's own. Only BPF_PROG_LOAD is timed, and nothing else is done between the two clock readings.
//
// How long the verifier took, the kernel says in its log, in whole microseconds, when asked for statistics
// (BPF_LOG_STATS, since Linux 5.2): "verification time 123 usec", "processed 50 insns … total_states 3 peak_states 3".
// It stops that clock before the JIT begins, which also blinds the constants. At that level the log holds three lines
// and no trace of the instructions. libbpf asks for no log at first; so the log is asked for here, and a load that
// fails is libbpf's own again: it repeats the call with the log that explains why.

#include "load_clock.h"

#include <errno.h>
#include <linux/bpf.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

long __real_syscall(long number, ...);
long __wrap_syscall(long number, ...);

#define LOG_STATS 4 /* BPF_LOG_STATS: include/linux/bpf_verifier.h does not export it */

struct load {
	int fd;
	__u64 nanos;
	__u64 verifier_nanos; /* 0: the kernel did not say */
	struct verifier_work work;
	__u64 instructions;
};

// libbpf also loads tiny programs to learn what the kernel can do and closes them again, so a descriptor may come more
// than once: the last load is the one that counts.
static struct load *loads;
static int load_count;
static char refused[BPF_OBJ_NAME_LEN];
static char statistics_log[4096];
static const struct bpf_object *emptied;

static const struct bpf_insn nothing[] = {
	{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0 }, // r0 = 0
	{ .code = BPF_JMP | BPF_EXIT },
};

static __u64 now_nanos(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (__u64)now.tv_sec * 1000000000u + (__u64)now.tv_nsec;
}

static __u64 said_after(const char *words)
{
	const char *found = strstr(statistics_log, words);

	return found ? strtoull(found + strlen(words), NULL, 10) : 0;
}

static struct verifier_work verifier_work(void)
{
	return (struct verifier_work){ said_after("processed "), said_after("total_states "),
				       said_after("peak_states ") };
}

static void remember(int fd, __u64 nanos, __u64 instructions)
{
	int i = 0;

	while (i < load_count && loads[i].fd != fd)
		i++;
	if (i == load_count) {
		struct load *more = reallocarray(loads, (size_t)load_count + 1, sizeof(*loads));

		if (!more)
			return; // then load_nanos() says 0: unknown
		loads = more;
		load_count++;
	}
	loads[i] = (struct load){ fd, nanos, said_after("verification time ") * 1000, verifier_work(), instructions };
}

// The log fields stand so far ahead in the structure that every libbpf hands them over.
static bool ask_for_statistics(union bpf_attr *attr)
{
	statistics_log[0] = 0;
	if (attr->log_level || attr->log_buf)
		return false;
	attr->log_level = LOG_STATS;
	attr->log_size = sizeof(statistics_log);
	attr->log_buf = (__u64)statistics_log;
	return true;
}

static void ask_for_nothing(union bpf_attr *attr)
{
	attr->log_level = 0;
	attr->log_size = 0;
	attr->log_buf = 0;
}

// What a program is: its instructions, and what its BTF says of them one by one.
struct body {
	__u64 insns;
	__u32 insn_cnt;
	__u32 func_info_cnt;
	__u32 line_info_cnt;
};

static struct body body_of(const union bpf_attr *attr)
{
	return (struct body){ attr->insns, attr->insn_cnt, attr->func_info_cnt, attr->line_info_cnt };
}

static void give_body(union bpf_attr *attr, struct body body)
{
	attr->insns = body.insns;
	attr->insn_cnt = body.insn_cnt;
	attr->func_info_cnt = body.func_info_cnt;
	attr->line_info_cnt = body.line_info_cnt;
}

// By the kernel's short name, which libbpf's own tiny programs do not share.
static bool is_to_be_empty(const union bpf_attr *attr)
{
	struct bpf_program *program;

	if (!emptied)
		return false;
	bpf_object__for_each_program(program, emptied) {
		if (strncmp(attr->prog_name, bpf_program__name(program), sizeof(attr->prog_name) - 1) == 0)
			return true;
	}
	return false;
}

long __wrap_syscall(long number, ...)
{
	long a[6];
	union bpf_attr *attr;
	struct body body;
	__u64 before;
	__u64 after;
	bool asked;
	va_list list;
	long result;
	int error;

	// A system call has at most six arguments; those not given are read as rubbish and ignored by the kernel.
	va_start(list, number);
	for (int i = 0; i < 6; i++)
		a[i] = va_arg(list, long);
	va_end(list);
	if (number != __NR_bpf || (int)a[0] != BPF_PROG_LOAD)
		return __real_syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);

	attr = (union bpf_attr *)a[1];
	body = body_of(attr);
	if (is_to_be_empty(attr))
		give_body(attr,
			  (struct body){ .insns = (__u64)nothing, .insn_cnt = sizeof(nothing) / sizeof(nothing[0]) });
	asked = ask_for_statistics(attr);
	before = now_nanos();
	result = __real_syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
	after = now_nanos();

	error = errno;
	if (asked)
		ask_for_nothing(attr);
	if (result >= 0)
		remember((int)result, after - before, attr->insn_cnt);
	else
		memcpy(refused, attr->prog_name, sizeof(refused));
	give_body(attr, body);
	errno = error;
	return result;
}

static struct load load_of(int program_fd)
{
	for (int i = 0; i < load_count; i++) {
		if (loads[i].fd == program_fd)
			return loads[i];
	}
	return (struct load){ 0 };
}

__u64 load_nanos(int program_fd)
{
	return load_of(program_fd).nanos;
}

__u64 load_verifier_nanos(int program_fd)
{
	return load_of(program_fd).verifier_nanos;
}

struct verifier_work load_verifier_work(int program_fd)
{
	return load_of(program_fd).work;
}

__u64 load_instructions(int program_fd)
{
	return load_of(program_fd).instructions;
}

const char *last_refused_program(void)
{
	return refused;
}

void forget_refused_program(void)
{
	refused[0] = 0;
}

void load_emptied(const struct bpf_object *object)
{
	emptied = object;
}
