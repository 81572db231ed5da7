// SPDX-License-Identifier: Apache-2.0

#include "tally.h"

#include <stdlib.h>
#include <string.h>

bool tally_begin(struct tally *tally, size_t room)
{
	if (room > tally->room) {
		free(tally->values);
		tally->values = malloc(room * sizeof(*tally->values));
		tally->room = tally->values ? room : 0;
	}
	tally->count = 0;
	if (!tally->values)
		return false;
	memset(tally->values, 0xff, room * sizeof(*tally->values));
	return true;
}

static int by_value(const void *left, const void *right)
{
	long long a = *(const long long *)left;
	long long b = *(const long long *)right;

	return (a > b) - (a < b);
}

void tally_write(struct tally *tally, FILE *out)
{
	fputc('[', out);
	qsort(tally->values, tally->count, sizeof(*tally->values), by_value);
	for (size_t i = 0, next; i < tally->count; i = next) {
		for (next = i + 1; next < tally->count && tally->values[next] == tally->values[i];)
			next++;
		fprintf(out, "%s[%lld,%zu]", i ? "," : "", tally->values[i], next - i);
	}
	fputc(']', out);
}

void tally_end(struct tally *tally)
{
	free(tally->values);
	*tally = (struct tally){ 0 };
}
