/* SPDX-License-Identifier: Apache-2.0 */
#ifndef OBJECT_SERVING_H
#define OBJECT_SERVING_H

#include <stdbool.h>

#include "own.h"

/* Says on one line what is in the object. False when nobody reads it. */
bool own_list(const struct own_probe *probe);

/* Serves the attached probe by the protocol until it is time to end; false as control_run() has it. */
bool own_serve(const struct own_probe *probe, bool commands);

#endif
