/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_H
#define REPORT_H

#include <stdbool.h>

#include "arithmetic.h"
#include "attach.h"
#include "figures.h"
#include "json.h"

/*
 * The lines of the protocol. A hook is named by what it is attached to ("hook") and by what it is for ("role"), which
 * is the same for every way to attach.
 *
 * Under --stack K all figures are those of the first copy alone, so that nothing is counted K times; "copies" says K.
 */

/* The rest of `ready`: everything is attached. False after one sentence on standard error. */
bool report_ready(struct json *json, const struct probe *probe);

/* The rest of `interval` or `result`: what grew in that time. */
void report_growth(struct json *json, const struct probe *probe, bool stats_on, const struct snapshot *growth);

/* The answer to `chain`. */
void report_chain(struct json *json, int length, const struct chain_time *time);

#endif
