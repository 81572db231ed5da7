/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ELF_FILE_H
#define ELF_FILE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * What keeps the bytes of a file from being a BPF object, as the end of a sentence that begins with its name, until the
 * next call; NULL when nothing does.
 */
const char *not_an_object(const void *bytes, size_t size);

/* Whether an object has a section of that name. */
bool has_section(const void *bytes, size_t size, const char *name);

#endif
