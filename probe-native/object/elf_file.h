/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ELF_FILE_H
#define ELF_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include <libelf.h>

/*
 * What keeps the bytes of a file from being a BPF object, as the end of a sentence that begins with its name, until the
 * next call; NULL when nothing does.
 */
const char *not_an_object(const void *bytes, size_t size);

/* Whether an object has a section of that name. */
bool has_section(const void *bytes, size_t size, const char *name);

/* Whether a map of the object has this program in one of its slots from the beginning: it is for tail calls. */
bool is_in_a_slot(const void *bytes, size_t size, const char *program);

/* The contents of that section, until elf_end(*elf); NULL when there is none. */
const void *section_contents(const void *bytes, size_t size, const char *name, size_t *length, Elf **elf);

#endif
