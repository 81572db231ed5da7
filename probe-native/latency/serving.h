/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SERVING_H
#define SERVING_H

#include <stdbool.h>

#include "attach.h"
#include "options.h"

/* Serves the attached probe by the protocol until it is time to end; false as control_run() has it. */
bool latency_serve(const struct probe *probe, const struct options *options);

#endif
