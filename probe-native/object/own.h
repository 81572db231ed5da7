/* SPDX-License-Identifier: Apache-2.0 */
#ifndef OWN_H
#define OWN_H

#include <stdbool.h>
#include <stddef.h>

#include <bpf/libbpf.h>

#include "options.h"
#include "programs.h"

/* The object, opened once; loaded and attached when it is a copy of a probe. */
struct copy {
	struct bpf_object *object;
	struct loaded *programs; /* those that are loaded, in the object's order */
};

struct own_probe {
	const char *file; /* its name, for people */
	void *bytes;
	size_t size;
	const char *chosen; /* names of programs, or NULL */
	bool empty;
	bool kallsyms;
	int count;    /* programs of a copy */
	char **hooks; /* what each is attached to; no two are the same */
	int copies;
	struct copy copy[MAX_COPIES];
};

/* Reads the file and finds its programs. False after one sentence on standard error. */
bool own_open(struct own_probe *probe, const struct options *options);

/*
 * Loads and attaches every copy. False after one sentence on standard error, and the verifier's last lines if it was
 * the verifier that refused.
 */
bool own_attach(struct own_probe *probe, int copies);

/* Detaches what is attached and frees all. */
void own_close(struct own_probe *probe);

/* Passes libbpf's messages on when asked to, and keeps the first warning for a sentence. */
int libbpf_says(enum libbpf_print_level level, const char *format, va_list args);
extern bool libbpf_is_verbose;

#endif
