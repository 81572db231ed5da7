// SPDX-License-Identifier: Apache-2.0
//
// trigger-runner: runs a command again and again and says what each run took. Commands and lines stand in ../README.md.

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

#include "command.h"
#include "json.h"
#include "readings.h"
#include "tally.h"

#define MAX_RUNS 1000000
#define MAX_LINE 4096

/* Run and not counted at the start of a window: the first run finds caches as something else has left them. */
#define FIRST 1

/* Before that: what loaded a probe a moment ago has work left, and on one CPU it would be done in the command's time.
 */
#define CALM 100000000l

static long long limit;

static struct programs programs;
static struct runs reading[2][MAX_PROGRAMS];
static struct tally elapsed;
static struct tally cpu;
static struct tally events[MAX_PROGRAMS];
static unsigned long long spent[MAX_PROGRAMS]; /* by a program in all of a window's runs, as the kernel tells it */

static bool make_room(size_t runs)
{
	bool room = tally_begin(&elapsed, runs) && tally_begin(&cpu, runs);

	for (int i = 0; room && i < programs.count; i++)
		room = tally_begin(&events[i], runs);
	memset(spent, 0, sizeof(spent));
	return room;
}

static void say(struct json *line)
{
	size_t length = 0;
	char *text = json_end(line, &length);

	fwrite(text ? text : "", 1, length, stdout);
	free(text);
}

static void say_error(const char *message)
{
	struct json line;

	json_begin(&line);
	json_string(&line, "type", "error");
	json_string(&line, "message", message);
	say(&line);
}

static void say_failed(const struct run *run)
{
	struct json line;

	json_begin(&line);
	json_string(&line, "type", "failed");
	if (run->error) {
		json_string(&line, "error", strerror(run->error));
	} else if (run->over) {
		json_integer(&line, "limit_ns", limit);
	} else if (WIFSIGNALED(run->status)) {
		json_integer(&line, "signal", WTERMSIG(run->status));
		json_string(&line, "signal_name", strsignal(WTERMSIG(run->status)));
	} else {
		json_integer(&line, "code", WEXITSTATUS(run->status));
		if (run->strays)
			json_integer(&line, "strays", run->strays);
	}
	json_string(&line, "said", command_said());
	say(&line);
}

static void say_window(long runs)
{
	printf("{\"type\":\"window\",\"runs\":%ld,\"elapsed\":", runs);
	tally_write(&elapsed, stdout);
	printf(",\"cpu\":");
	tally_write(&cpu, stdout);
	printf(",\"programs\":[");
	for (int i = 0; i < programs.count; i++) {
		printf("%s{\"id\":%u,\"events\":", i ? "," : "", programs.ids[i]);
		tally_write(&events[i], stdout);
		printf(",\"nanos\":%llu}", spent[i]);
	}
	printf("]}\n");
}

/* Runs the command so often, and says what came of it: a window, or the first run that failed. */
static void window(long runs)
{
	nanosleep(&(struct timespec){ .tv_nsec = CALM }, NULL);
	for (long i = -FIRST; i < runs; i++) {
		struct run run;

		if (!programs_read(&programs, reading[0])) {
			say_error(strerror(errno));
			return;
		}
		run = command_run();
		if (!command_succeeded(&run)) {
			say_failed(&run);
			return;
		}
		if (!programs_read(&programs, reading[1])) {
			say_error(strerror(errno));
			return;
		}
		if (i < 0)
			continue;
		tally_add(&elapsed, run.elapsed);
		tally_add(&cpu, run.cpu);
		for (int p = 0; p < programs.count; p++) {
			tally_add(&events[p], (long long)(reading[1][p].count - reading[0][p].count));
			spent[p] += reading[1][p].nanos - reading[0][p].nanos;
		}
	}
	say_window(runs);
}

/* run RUNS [ID,ID,…] */
static void obey(char *order)
{
	char *word = strtok(order, " \n");
	char *number = strtok(NULL, " \n");
	char *ids = strtok(NULL, " \n");
	char *end = NULL;
	long runs = number ? strtol(number, &end, 10) : 0;

	if (!word)
		return;
	if (strcmp(word, "run") != 0 || !end || *end || runs < 1 || runs > MAX_RUNS || strtok(NULL, " \n")) {
		say_error("a command is: run RUNS [ID,ID,...], of 1 to 1000000 runs");
		return;
	}
	if (!programs_open(&programs, ids ? ids : "")) {
		say_error(strerror(errno));
		return;
	}
	if (make_room((size_t)runs))
		window(runs);
	else
		say_error("there is no memory for so many runs");
	programs_close(&programs);
}

int main(int argc, char **argv)
{
	static char line[MAX_LINE];
	char *end = NULL;

	limit = argc > 1 ? strtoll(argv[1], &end, 10) : 0;
	if (argc < 3 || *end || limit < 1) {
		fprintf(stderr, "usage: trigger-runner LIMIT_NS COMMAND [ARGUMENT ...], which reads commands: run RUNS "
				"[ID,ID,...]\n");
		return 2;
	}
	if (!command_prepare(argv + 2, limit)) {
		perror("trigger-runner");
		return 1;
	}
	printf("{\"type\":\"ready\"}\n");
	fflush(stdout);
	while (fgets(line, sizeof(line), stdin)) {
		obey(line);
		if (fflush(stdout)) {
			perror("trigger-runner: standard output");
			return 1;
		}
	}
	return 0;
}
