/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CHECK_H
#define CHECK_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

/*
 * The smallest test runner that will do. A test is a function; it returns at its first failed CHECK or at a SKIP. One
 * line for each test on standard output: `ok NAME`, `skip NAME: REASON`, `FAIL NAME: FILE:LINE: WHAT`.
 */
enum outcome { PASSED, SKIPPED, FAILED };

static enum outcome outcome;
static char outcome_reason[8192];
static int failures;

#define CHECK(condition, ...)                                                                                          \
	do {                                                                                                           \
		if (!(condition)) {                                                                                    \
			int used_ = snprintf(outcome_reason, sizeof(outcome_reason), "%s:%d: %s: ", __FILE__,          \
					     __LINE__, #condition);                                                    \
			outcome = FAILED;                                                                              \
			snprintf(outcome_reason + used_, sizeof(outcome_reason) - (size_t)used_, __VA_ARGS__);         \
			return;                                                                                        \
		}                                                                                                      \
	} while (0)

#define SKIP(...)                                                                                                      \
	do {                                                                                                           \
		outcome = SKIPPED;                                                                                     \
		snprintf(outcome_reason, sizeof(outcome_reason), __VA_ARGS__);                                         \
		return;                                                                                                \
	} while (0)

/* After calling a function that may have failed or skipped on the test's behalf. */
#define RETURN_UNLESS_PASSED                                                                                           \
	do {                                                                                                           \
		if (outcome != PASSED)                                                                                 \
			return;                                                                                        \
	} while (0)

static inline void report_test(const char *name)
{
	if (outcome == PASSED)
		printf("ok   %s\n", name);
	else
		printf("%s %s: %s\n", outcome == SKIPPED ? "skip" : "FAIL", name, outcome_reason);
	fflush(stdout);
	failures += outcome == FAILED;
	outcome = PASSED;
}

#define RUN(test)                                                                                                      \
	do {                                                                                                           \
		test();                                                                                                \
		report_test(#test);                                                                                    \
	} while (0)

#endif
