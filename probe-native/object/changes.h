/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CHANGES_H
#define CHANGES_H

#include "json.h"
#include "own.h"

/* Adds, under "changes", what in the object may change what the kernel or a process does, one clause each. */
void report_changes(struct json *json, const struct own_probe *probe);

#endif
