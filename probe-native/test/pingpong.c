// SPDX-License-Identifier: Apache-2.0
//
// pingpong MESSAGES [BYTES]: a known number of TCP calls over loopback, in one thread. Says as JSON how many.

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "exchange.h"

static long number(const char *text, long highest)
{
	char *end;
	long value = strtol(text, &end, 10);

	return *end || value < 1 || value > highest ? -1 : value;
}

int main(int argc, char **argv)
{
	struct exchange exchange;
	struct timespec begin;
	struct timespec end;
	long messages = argc > 1 ? number(argv[1], 1000000000) : -1;
	long bytes = argc > 2 ? number(argv[2], EXCHANGE_MAX_BYTES) : 64;

	if (argc > 3 || messages < 0 || bytes < 0) {
		fprintf(stderr, "usage: pingpong MESSAGES [BYTES], 1 to %d bytes, 64 when not given\n",
			EXCHANGE_MAX_BYTES);
		return 2;
	}
	exchange_open(&exchange);
	clock_gettime(CLOCK_MONOTONIC, &begin);
	exchange_messages(&exchange, messages, (int)bytes);
	clock_gettime(CLOCK_MONOTONIC, &end);
	exchange_close(&exchange);
	printf("{\"messages\":%ld,\"sends\":%ld,\"receives\":%ld,\"bytes\":%ld,\"elapsed_ns\":%lld}\n", messages,
	       2 * messages, 2 * messages, 2 * messages * bytes,
	       (end.tv_sec - begin.tv_sec) * 1000000000ll + (end.tv_nsec - begin.tv_nsec));
	return 0;
}
