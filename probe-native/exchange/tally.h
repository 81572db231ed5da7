/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TALLY_H
#define TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Values as they came. Room is made beforehand and touched, so that adding one takes no memory and no page fault. */
struct tally {
	long long *values;
	size_t count;
	size_t room;
};

/* Empties it and makes room. False when there is no memory. */
bool tally_begin(struct tally *tally, size_t room);

/* There must be room. */
static inline void tally_add(struct tally *tally, long long value)
{
	tally->values[tally->count++] = value;
}

/* Sorts, and writes how often each value came: `[[VALUE,COUNT],…]`, lowest first. */
void tally_write(struct tally *tally, FILE *out);

void tally_end(struct tally *tally);

#endif
