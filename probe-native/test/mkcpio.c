// SPDX-License-Identifier: Apache-2.0
//
// Writes an initramfs to standard output, so that the tests can boot a guest without cpio(1):
//   mkcpio NAME=FILE ...      NAME without a leading slash; FILE becomes an executable file of that name
// Parent directories are made on the way. The format is "newc": see the kernel's
// Documentation/driver-api/early-userspace/buffer-format.rst.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned int next_inode = 1;

static void pad(size_t written)
{
	for (; written % 4; written++)
		putchar(0);
}

static void entry(const char *name, unsigned int mode, const char *data, size_t size)
{
	size_t name_size = strlen(name) + 1;

	printf("070701%08X%08X%08X%08X%08X%08X%08zX%08X%08X%08X%08X%08zX%08X", next_inode++, mode, 0, 0, 1, 0, size, 0,
	       0, 0, 0, name_size, 0);
	fwrite(name, 1, name_size, stdout);
	pad(110 + name_size);
	fwrite(data, 1, size, stdout);
	pad(size);
}

static char *read_whole(const char *path, size_t *size)
{
	FILE *file = fopen(path, "rb");
	char *data = NULL;
	long length;

	if (!file || fseek(file, 0, SEEK_END) || (length = ftell(file)) < 0)
		goto broken;
	rewind(file);
	data = malloc((size_t)length + 1);
	if (!data || fread(data, 1, (size_t)length, file) != (size_t)length)
		goto broken;
	fclose(file);
	*size = (size_t)length;
	return data;
broken:
	perror(path);
	exit(1);
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		char *name = argv[i];
		char *path = strchr(name, '=');
		char *data;
		size_t size;

		if (!path) {
			fprintf(stderr, "usage: mkcpio NAME=FILE ...\n");
			return 2;
		}
		*path++ = 0;
		// A directory that comes twice is no error to the kernel.
		for (char *slash = strchr(name, '/'); slash; slash = strchr(slash + 1, '/')) {
			*slash = 0;
			entry(name, 0040755, "", 0);
			*slash = '/';
		}
		data = read_whole(path, &size);
		entry(name, 0100755, data, size);
		free(data);
	}
	entry("TRAILER!!!", 0, "", 0);
	return fflush(stdout) || ferror(stdout);
}
