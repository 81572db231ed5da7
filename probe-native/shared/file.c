// SPDX-License-Identifier: Apache-2.0

#include "file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

void *read_file(const char *path, size_t *size)
{
	FILE *file = fopen(path, "re");
	struct stat status;
	void *bytes = NULL;

	if (!file)
		return NULL;
	errno = EINVAL;
	if (!fstat(fileno(file), &status) && S_ISREG(status.st_mode) && status.st_size > 0) {
		bytes = malloc((size_t)status.st_size);
		*size = bytes ? fread(bytes, 1, (size_t)status.st_size, file) : 0;
	} else if (S_ISDIR(status.st_mode)) {
		errno = EISDIR;
	}
	fclose(file);
	return bytes;
}
