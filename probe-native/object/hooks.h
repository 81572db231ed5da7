/* SPDX-License-Identifier: Apache-2.0 */
#ifndef HOOKS_H
#define HOOKS_H

#include <stdbool.h>

#include <bpf/libbpf.h>

struct own_probe;

/*
 * Switches on the programs of these names (commas between them) and no others, or leaves those on that are on by
 * default (NULL), and with them those that they reach by tail calls. False after one sentence on standard error: a name
 * that no program has, no program at all, or one whose section libbpf cannot attach by itself.
 */
bool choose_programs(struct bpf_object *object, const struct own_probe *probe);

/* Whether a program is to be attached; one that is reached by tail calls alone is loaded and no more. */
bool is_measured(const struct bpf_program *program);

/* Those that are. */
int count_programs(const struct bpf_object *object);

/*
 * What each of them is attached to, no two the same, all to be freed: the target that the section names
 * ("tcp_sendmsg"); where several have one target, the whole section; where that is one too, the program's name after
 * it. NULL after one sentence on standard error.
 */
char **name_hooks(const struct bpf_object *object, int count);

/* One sentence on standard error. */
void explain_unattachable(const struct bpf_program *program, const char *file);

#endif
