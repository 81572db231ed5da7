// SPDX-License-Identifier: Apache-2.0

#include "kallsyms.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct symbol {
	__u64 address;
	const char *name;
};

static struct symbol *symbols;
static size_t count;

/* The whole file: several MB, and only its end tells how many. */
static char *read_all(void)
{
	size_t room = 1 << 24;
	size_t length = 0;
	char *text = malloc(room);
	int fd = open("/proc/kallsyms", O_RDONLY | O_CLOEXEC);
	ssize_t got = 0;

	while (text && fd >= 0 && (got = read(fd, text + length, room - length - 1)) > 0) {
		length += (size_t)got;
		if (length + 1 == room) {
			char *more = realloc(text, room *= 2);

			if (!more)
				break;
			text = more;
		}
	}
	if (fd >= 0)
		close(fd);
	if (text)
		text[length] = 0;
	return text;
}

static int by_address(const void *a, const void *b)
{
	__u64 first = ((const struct symbol *)a)->address;
	__u64 second = ((const struct symbol *)b)->address;

	return first < second ? -1 : first > second;
}

/* Lines such as "ffffffffc0a52000 t bpf_prog_6deef7357e7b4530_send\t[bpf]". */
static void read_once(void)
{
	static bool read_before;
	size_t lines = 0;
	char *text;

	if (read_before)
		return;
	read_before = true;
	text = read_all();
	if (!text)
		return;
	for (const char *c = text; *c; c++)
		lines += *c == '\n';
	symbols = calloc(lines, sizeof(*symbols));
	for (char *line = text; symbols && *line && count < lines;) {
		char *end = strchr(line, '\n');
		char *name;

		if (!end)
			break;
		*end = 0;
		symbols[count].address = strtoull(line, &name, 16);
		if (strlen(name) > 3) {
			name[3 + strcspn(name + 3, "\t")] = 0;
			symbols[count++].name = name + 3;
		}
		line = end + 1;
	}
	qsort(symbols, count, sizeof(*symbols), by_address);
}

static const struct symbol *find(const char *name)
{
	read_once();
	for (size_t i = 0; i < count; i++) {
		if (strcmp(symbols[i].name, name) == 0)
			return &symbols[i];
	}
	return NULL;
}

bool kallsyms_readable(void)
{
	read_once();
	return count > 0;
}

bool kallsyms_shows(const char *name)
{
	return find(name);
}

__u64 kallsyms_address(const char *name)
{
	const struct symbol *found = find(name);

	return found ? found->address : 0;
}

const char *kallsyms_name(__u64 address)
{
	struct symbol wanted = { .address = address };
	const struct symbol *found;

	read_once();
	found = address && count ? bsearch(&wanted, symbols, count, sizeof(*symbols), by_address) : NULL;
	return found ? found->name : NULL;
}
