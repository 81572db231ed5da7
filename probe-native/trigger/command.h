/* SPDX-License-Identifier: Apache-2.0 */
#ifndef COMMAND_H
#define COMMAND_H

#include <stdbool.h>

struct run {
	long long elapsed;
	long long cpu;
	int error;  /* why it could not be started, else 0 */
	bool over;  /* ended by us at the limit */
	int status; /* as from wait() */
	int strays; /* processes that it left behind in a process group of their own */
};

/* Before the first run; false with errno set. From then on a signal that ends this process ends the command too. */
bool command_prepare(char **words, long long limit_ns);

/*
 * Runs the command once. When it returns, nothing that the run has started is left; what took a process group of its own
 * is found where the kernel lists a process's children (CONFIG_PROC_CHILDREN).
 */
struct run command_run(void);

/* Whether it was started, ended by itself with code 0 and left nothing behind outside its process group. */
bool command_succeeded(const struct run *run);

/* The last that it complained of in that run. */
const char *command_said(void);

#endif
