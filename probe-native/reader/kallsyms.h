/* SPDX-License-Identifier: Apache-2.0 */
#ifndef KALLSYMS_H
#define KALLSYMS_H

#include <linux/types.h>

/*
 * Names in /proc/kallsyms, which is read once. All functions say 0 or NULL where it cannot be read or holds no
 * addresses: it shows them to root only, to nobody under kernel.kptr_restrict=2.
 */

/* The address of a function of the kernel itself. */
__u64 kallsyms_address(const char *name);

/* The name of what begins at this address. */
const char *kallsyms_name(__u64 address);

#endif
