/* SPDX-License-Identifier: Apache-2.0 */
#ifndef START_H
#define START_H

#include <stdbool.h>

/*
 * A standard descriptor that is closed would be given to the next file that is opened, and our lines would go there:
 * closed ones become /dev/null. False after one sentence on standard error when it is the output that is closed.
 */
bool standard_descriptors_are_open(void);

/* Asked beforehand, because afterwards an EPERM could mean anything. False after one sentence on standard error. */
bool may_load(void);

#endif
