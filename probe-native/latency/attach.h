/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ATTACH_H
#define ATTACH_H

#include <linux/types.h>
#include <stdbool.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "latency.h"
#include "options.h"
#include "programs.h"

/* The programs, once loaded and attached. */
struct copy {
	struct latency *skeleton;
	struct loaded programs[HOOKS];
};

#define ERROR_CHARS 256

/* What came of trying one way to attach. */
struct attempt {
	enum attach_kind kind;
	bool ok;
	char error[ERROR_CHARS]; /* "tcp_sendmsg: load: EPERM Operation not permitted" */
	char *verifier_log;	 /* its last lines, when the verifier refused; else NULL */
};

struct probe {
	enum variant variant;
	int length;
	bool kallsyms;
	char built[128]; /* what the object says of its own making, "" when nothing */
	enum attach_kind attached;
	int copies;
	struct copy copy[MAX_COPIES];
	struct attempt attempts[ATTACH_KINDS];
	int attempt_count;
};

/* What the hook is for ("send"), whatever it is attached to. */
extern const char *const hook_roles[HOOKS];

/* What a program is attached to: "tcp_sendmsg", "sock_send_length". */
const char *hook_name(const struct bpf_program *program);

/*
 * Loads and attaches every copy, the same way for all programs: the way asked for, or the first of all that works.
 * False when none did; then the attempts say why.
 */
bool probe_attach(struct probe *probe, const struct options *options);

void probe_detach(struct probe *probe);

#endif
