/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FILE_H
#define FILE_H

#include <stddef.h>

/* The bytes of a file, to be freed. NULL with errno set; an empty file is an error too (EINVAL). */
void *read_file(const char *path, size_t *size);

#endif
