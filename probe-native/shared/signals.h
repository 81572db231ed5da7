/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SIGNALS_H
#define SIGNALS_H

#include <stdbool.h>

enum ending {
	GO_ON,
	END_WITH_RESULT, /* someone asked for the end */
	GO_AWAY,	 /* the parent is gone: nobody waits for a result */
};

/*
 * Blocks the signals that end the program and asks for one when the parent dies; from then on they wait on
 * signals_fd(). First thing in main. False when the parent died meanwhile.
 */
bool signals_begin(void);

int signals_fd(void);

/* Takes one waiting signal, if there is one. */
enum ending signals_take(void);

#endif
