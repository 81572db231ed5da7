// SPDX-License-Identifier: Apache-2.0
//
// message-exchange: both ends of a TCP connection over loopback in one thread, which passes messages to and fro on
// command and says what each of them took. Commands and lines stand in ../README.md.
//
// Nothing in a window depends on anybody else: one thread, no memory taken, nothing written, the next message only
// after the last one has been read. So on a clock that counts instructions every message takes the same, and what
// remains to be told apart is the timer's interrupt.

#include <errno.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>

#include "exchange.h"
#include "readings.h"
#include "tally.h"

#define BYTES 64
#define MAX_MESSAGES 1000000
#define MAX_LINE 4096

static struct exchange ends;

static long long nanos(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return now.tv_sec * 1000000000ll + now.tv_nsec;
}

/* How often this thread was taken off the CPU. */
static long switches(void)
{
	struct rusage usage;

	getrusage(RUSAGE_THREAD, &usage);
	return usage.ru_nvcsw + usage.ru_nivcsw;
}

/*
 * One message; returns what it took, or -1 when the timer's interrupt fell into it or the thread left the CPU. Neither
 * is guessed from how long it took: the coarse clock stands still but for that interrupt.
 */
static long long pass(long message)
{
	bool forth = message % 2 == 0;
	long switched = switches();
	long long tick = nanos(CLOCK_MONOTONIC_COARSE);
	long long begin = nanos(CLOCK_MONOTONIC);
	long long end;

	exchange_pass(forth ? ends.client : ends.server, forth ? ends.server : ends.client, BYTES);
	end = nanos(CLOCK_MONOTONIC);
	return nanos(CLOCK_MONOTONIC_COARSE) == tick && switches() == switched ? end - begin : -1;
}

static struct programs programs;
static struct tally elapsed;
static struct tally costs[MAX_PROGRAMS];
static struct runs shared[MAX_PROGRAMS];

/* Passed and not counted: the first messages of a connection take more, and so do the first runs of a program. */
#define FIRST_OF_ALL 4000
#define FIRST 40

#define ROUNDS 8
#define BURST 48

/*
 * From the start of one message to the start of the next. What a program does may depend on the time between two
 * messages (the latency probe looks for the bucket of it), so that must not be what happens to be left by the figures'
 * reading: it is this, or as many times twice this as all but a few of the first messages take (one that was slow by
 * itself, for a page or for memory, must not move all that follow into another bucket). The probe sees the period and
 * about one message more, which is well within one power of two.
 */
#define LEAST_PERIOD 36000

static bool make_room(size_t messages)
{
	bool room = tally_begin(&elapsed, messages);

	for (int i = 0; room && i < programs.count; i++)
		room = tally_begin(&costs[i], messages);
	memset(shared, 0, sizeof(shared));
	return room;
}

static void count(long long took, const struct runs *before, const struct runs *after)
{
	tally_add(&elapsed, took);
	for (int p = 0; p < programs.count; p++) {
		unsigned long long runs = after[p].count - before[p].count;
		unsigned long long took_together = after[p].nanos - before[p].nanos;

		// Of several runs the kernel tells the sum alone: the program does so, or met somebody else's messages.
		if (runs == 1) {
			tally_add(&costs[p], (long long)took_together);
		} else {
			shared[p].count += runs;
			shared[p].nanos += took_together;
		}
	}
}

static void wait_until(long long moment)
{
	while (nanos(CLOCK_MONOTONIC) < moment)
		;
}

/*
 * Many messages on their way at once, both ways. Where the kernel's allocator has its free pieces of memory decides
 * whether all later messages take a few hundred instructions more or not; this deals them anew.
 */
static void shuffle(void)
{
	for (int way = 0; way < 2; way++) {
		int from = way ? ends.server : ends.client;
		int to = way ? ends.client : ends.server;

		for (int i = 0; i < BURST; i++)
			exchange_send(from, BYTES);
		for (int i = 0; i < BURST; i++)
			exchange_receive(to, BYTES);
	}
}

static struct runs reading[2][MAX_PROGRAMS];

/* One round of a window, of which the first messages are not counted. Returns as window(). */
static long round_of(long messages, long long *period)
{
	long interrupted = 0;
	long late = 0;

	shuffle();
	if (!programs_read(&programs, reading[1]))
		return -1;
	for (long i = -FIRST; i < messages; i++) {
		long long begin = nanos(CLOCK_MONOTONIC);
		long long took = pass(i);
		struct runs *before = reading[(i + FIRST + 1) % 2];
		struct runs *after = reading[(i + FIRST) % 2];

		if (!programs_read(&programs, after))
			return -1;
		if (i >= 0 && took >= 0)
			count(took, before, after);
		else if (i >= 0)
			interrupted++;
		else if (took >= 0 && nanos(CLOCK_MONOTONIC) - begin > *period && ++late > FIRST / 20) {
			*period *= 2;
			late = 0;
		}
		wait_until(begin + *period);
	}
	return interrupted;
}

/*
 * Passes the messages in rounds and fills the tallies. Returns how many were interrupted, -1 when the kernel's figures
 * ended.
 */
static long window(long messages)
{
	long long period = LEAST_PERIOD;
	long interrupted = 0;

	for (int round = 0; round < ROUNDS; round++) {
		long more = round_of(messages * (round + 1) / ROUNDS - messages * round / ROUNDS, &period);

		if (more < 0)
			return -1;
		interrupted += more;
	}
	return interrupted;
}

static void say_window(long messages, long interrupted)
{
	printf("{\"type\":\"window\",\"messages\":%ld,\"interrupted\":%ld,\"elapsed\":", messages, interrupted);
	tally_write(&elapsed, stdout);
	printf(",\"programs\":[");
	for (int i = 0; i < programs.count; i++) {
		printf("%s{\"id\":%u,\"shared\":%llu,\"shared_ns\":%llu,\"runs\":", i ? "," : "", programs.ids[i],
		       shared[i].count, shared[i].nanos);
		tally_write(&costs[i], stdout);
		putchar('}');
	}
	printf("]}\n");
}

static void say_error(const char *message)
{
	printf("{\"type\":\"error\",\"message\":\"%s\"}\n", message);
}

/* pass MESSAGES [ID,ID,…] */
static void obey(char *command)
{
	char *word = strtok(command, " \n");
	char *number = strtok(NULL, " \n");
	char *ids = strtok(NULL, " \n");
	char *end = NULL;
	long messages = number ? strtol(number, &end, 10) : 0;
	long interrupted;

	if (!word)
		return;
	if (strcmp(word, "pass") != 0 || !end || *end || messages < 1 || messages > MAX_MESSAGES ||
	    strtok(NULL, " \n")) {
		say_error("a command is: pass MESSAGES [ID,ID,...], of 1 to 1000000 messages");
		return;
	}
	if (!programs_open(&programs, ids ? ids : "")) {
		say_error(strerror(errno));
		return;
	}
	if (!make_room((size_t)messages))
		say_error("there is no memory for so many messages");
	else if ((interrupted = window(messages)) < 0)
		say_error(strerror(errno));
	else
		say_window(messages, interrupted);
	programs_close(&programs);
}

/*
 * On one CPU, and with its memory in place. Not ahead of everybody else: a message is delivered by a softirq, and when
 * the kernel has once left one to ksoftirqd, whom a real-time thread never lets finish, it leaves it all that come.
 */
static void settle(void)
{
	cpu_set_t here;
	int cpu = sched_getcpu();

	if (cpu >= 0) {
		CPU_ZERO(&here);
		CPU_SET((size_t)cpu, &here);
		sched_setaffinity(0, sizeof(here), &here);
	}
	mlockall(MCL_CURRENT | MCL_FUTURE);
}

int main(int argc, char **argv)
{
	static char line[MAX_LINE];

	(void)argv;
	if (argc != 1) {
		fprintf(stderr, "usage: message-exchange, which reads commands: pass MESSAGES [ID,ID,...]\n");
		return 2;
	}
	setvbuf(stdout, NULL, _IOFBF, 1 << 16);
	settle();
	exchange_open(&ends);
	exchange_messages(&ends, FIRST_OF_ALL / 2, BYTES);
	printf("{\"type\":\"ready\",\"bytes\":%d}\n", BYTES);
	fflush(stdout);
	while (fgets(line, sizeof(line), stdin)) {
		obey(line);
		if (fflush(stdout)) {
			perror("message-exchange: standard output");
			return 1;
		}
	}
	exchange_close(&ends);
	return 0;
}
