/* SPDX-License-Identifier: Apache-2.0 */
#ifndef OUTPUT_H
#define OUTPUT_H

#include <stdbool.h>

#include "json.h"

/*
 * Ends the line and writes it to standard output. False when it could not be written: the reader is gone (said on
 * standard error), or it does not read and a signal says that it is time to end.
 */
bool output_line(struct json *json);

#endif
