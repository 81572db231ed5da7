/* SPDX-License-Identifier: Apache-2.0 */
#ifndef KALLSYMS_H
#define KALLSYMS_H

#include <linux/types.h>

#include <stdbool.h>

/*
 * Names in /proc/kallsyms, which is read once. Where it cannot be read there are none. It shows addresses to root only,
 * and to nobody under kernel.kptr_restrict=2: then they are 0, and an address has no name.
 */

/* Whether it can be read. */
bool kallsyms_readable(void);

/* Whether something has this name. */
bool kallsyms_shows(const char *name);

/* The address of a function of the kernel itself. */
__u64 kallsyms_address(const char *name);

/* The name of what begins at this address. */
const char *kallsyms_name(__u64 address);

#endif
