/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONTROL_H
#define CONTROL_H

#include <stdbool.h>

#include "attach.h"
#include "options.h"

/*
 * Says `ready`, then serves the clock, the signals and, with --control, the commands, until it is time to end; then
 * says `result`. False when something failed (said on standard error) or nobody is there to listen.
 */
bool control_run(const struct probe *probe, const struct options *options);

#endif
