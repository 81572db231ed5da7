/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VERIFIER_LOG_H
#define VERIFIER_LOG_H

#include <stddef.h>

/*
 * Where the verifier writes when it refuses: hand it to libbpf when an object is opened. Large, so that it never runs
 * out of room (which would hide the true error behind ENOSPC), and never touched unless needed, so that it costs no
 * memory.
 */
char *verifier_log(void);
size_t verifier_log_size(void);

/* Before a load. */
void verifier_log_clear(void);

/* Its last lines, to be freed; NULL when it holds nothing. */
char *verifier_log_tail(void);

/* The line that says why, without its end, until the next load; "" when the log holds nothing. */
const char *verifier_log_verdict(void);

#endif
