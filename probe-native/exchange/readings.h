/* SPDX-License-Identifier: Apache-2.0 */
#ifndef READINGS_H
#define READINGS_H

#include <stdbool.h>

#define MAX_PROGRAMS 256

/* BPF programs of somebody else, known by the kernel's ids of them, and what the kernel says of their runs. */
struct programs {
	int count;
	unsigned int ids[MAX_PROGRAMS];
	int fds[MAX_PROGRAMS];
};

struct runs {
	unsigned long long count;
	unsigned long long nanos;
};

/* Programs by `ID,ID,…`. False with a reason in `errno`: EINVAL when the text is no list of ids, else the kernel's. */
bool programs_open(struct programs *programs, const char *ids);

/* Both stand still while run statistics are off. False with the kernel's reason in `errno`. */
bool programs_read(const struct programs *programs, struct runs *runs);

void programs_close(struct programs *programs);

#endif
