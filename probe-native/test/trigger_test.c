// SPDX-License-Identifier: Apache-2.0
//
// trigger_test DIRECTORY: holds trigger-runner to what it says: as many runs as it was told, each of them whole, and
// the first one that fails told with its reason. The command that it runs is this test itself, which does one thing
// each:
//   trigger_test ! exit N | die N | wait SECONDS | burn MS | call MESSAGES | leave FILE | stray FILE

#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "probing.h"

#define LIMIT "20000000000"

static char runner_path[4200];
static char own_path[4200];

static long long milliseconds(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return now.tv_sec * 1000ll + now.tv_nsec / 1000000;
}

/* The mark is there at once and whole, and is that of this run, not of the one before. */
static void leave_behind(bool session, const char *mark)
{
	char made[4200];

	unlink(mark);
	snprintf(made, sizeof(made), "%s.made", mark);
	if (fork() == 0) {
		FILE *file;

		if (session)
			setsid();
		file = fopen(made, "w");
		fprintf(file, "%d", getpid());
		fclose(file);
		rename(made, mark);
		sleep(600);
	}
	while (access(mark, F_OK))
		usleep(1000);
}

static int be_the_command(const char *what, const char *how)
{
	if (strcmp(what, "exit") == 0) {
		fprintf(stderr, "first words\nlast \"words\"\n");
		return atoi(how);
	}
	if (strcmp(what, "die") == 0)
		raise(atoi(how));
	if (strcmp(what, "wait") == 0)
		sleep((unsigned int)atoi(how));
	if (strcmp(what, "burn") == 0 && fork() == 0) {
		long long end = milliseconds(CLOCK_PROCESS_CPUTIME_ID) + atoi(how);

		while (milliseconds(CLOCK_PROCESS_CPUTIME_ID) < end)
			;
		_exit(0);
	}
	if (strcmp(what, "call") == 0)
		exchange(atoi(how));
	if (strcmp(what, "leave") == 0 || strcmp(what, "stray") == 0)
		leave_behind(strcmp(what, "stray") == 0, how);
	while (strcmp(what, "burn") == 0 && wait(NULL) > 0)
		;
	return 0;
}

#define BEGIN(driven, limit, ...)                                                                                      \
	do {                                                                                                           \
		driven_start(driven, (const char *const[]){ runner_path, limit, __VA_ARGS__, NULL });                  \
		CHECK(has(driven_line(driven, PATIENCE), "\"ready\""), "%s", driven_complaints(driven));               \
	} while (0)

static const char *answer(struct driven *driven, const char *command)
{
	driven_say(driven, command);
	return driven_line(driven, PATIENCE);
}

static void every_run_is_told(void)
{
	struct driven runner;
	const char *line;

	BEGIN(&runner, LIMIT, own_path, "!", "exit", "0");
	line = answer(&runner, "run 5\n");
	CHECK(number_after(line, "\"runs\"", NULL) == 5, "%s", line);
	CHECK(has(line, "\"programs\":[]"), "%s", line);
	CHECK(values(line, "\"elapsed\":") == 5 && values(line, "\"cpu\":") == 5, "%s", line);
	driven_end(&runner);
}

/* Also of a child that the command has waited for. */
static void cpu_time_is_that_of_children_too(void)
{
	struct driven runner;
	const char *line;
	const char *cpu;

	BEGIN(&runner, LIMIT, own_path, "!", "burn", "30");
	line = answer(&runner, "run 1\n");
	cpu = line ? strstr(line, "\"cpu\":[[") : NULL;
	CHECK(cpu && strtoll(cpu + strlen("\"cpu\":[["), NULL, 10) >= 29000000, "%s", line);
	driven_end(&runner);
}

static void failure(const char *wanted, const char *limit, const char *what, const char *how)
{
	struct driven runner;
	const char *line;

	BEGIN(&runner, limit, own_path, "!", what, how);
	line = answer(&runner, "run 5\n");
	CHECK(has(line, "\"failed\"") && has(line, wanted), "%s", line);
	driven_end(&runner);
}

static void an_exit_code_is_told_with_the_last_words(void)
{
	failure("\"code\":3,\"said\":\"first words\\u000alast \\\"words\\\"\\u000a\"", LIMIT, "exit", "3");
}

static void a_signal_is_told(void)
{
	failure("\"signal\":6", LIMIT, "die", "6");
}

static void what_hangs_is_ended_at_the_limit(void)
{
	long long begin = milliseconds(CLOCK_MONOTONIC);

	failure("\"limit_ns\":200000000", "200000000", "wait", "600");
	RETURN_UNLESS_PASSED;
	CHECK(milliseconds(CLOCK_MONOTONIC) - begin < 60000, "it waited");
}

static void what_is_not_there_is_told(void)
{
	struct driven runner;
	const char *line;

	BEGIN(&runner, LIMIT, "/nowhere/to/be/found");
	line = answer(&runner, "run 1\n");
	CHECK(has(line, "\"error\":\"No such file or directory\""), "%s", line);
	driven_end(&runner);
}

static bool gone(const char *mark)
{
	FILE *file = fopen(mark, "r");
	int pid = 0;

	if (!file || fscanf(file, "%d", &pid) != 1)
		return false;
	fclose(file);
	for (int i = 0; i < 500 && kill(pid, 0) == 0; i++)
		usleep(10000); // its new parent has to reap it
	return kill(pid, 0) != 0;
}

static void nothing_is_left_behind(void)
{
	char mark[] = "/tmp/trigger_test.XXXXXX";
	struct driven runner;
	const char *line;

	close(mkstemp(mark));
	unlink(mark);
	BEGIN(&runner, LIMIT, own_path, "!", "leave", mark);
	line = answer(&runner, "run 1\n");
	CHECK(has(line, "\"window\""), "%s", line);
	CHECK(gone(mark), "what the command left behind is still there");
	driven_end(&runner);
	unlink(mark);
}

static void what_leaves_the_foreground_is_ended_and_told(void)
{
	char mark[] = "/tmp/trigger_test.XXXXXX";
	struct driven runner;
	const char *line;

	close(mkstemp(mark));
	unlink(mark);
	BEGIN(&runner, LIMIT, own_path, "!", "stray", mark);
	line = answer(&runner, "run 1\n");
	CHECK(has(line, "\"failed\"") && number_after(line, "\"strays\"", NULL) == 1, "%s", line);
	CHECK(gone(mark), "what took a session of its own is still there");
	driven_end(&runner);
	unlink(mark);
}

/* By a signal, by the end of its input, and killed. */
static void the_command_ends_with_the_runner(void)
{
	for (int way = 0; way < 3; way++) {
		char mark[] = "/tmp/trigger_test.XXXXXX";
		struct driven runner;

		close(mkstemp(mark));
		unlink(mark);
		BEGIN(&runner, LIMIT, own_path, "!", "stay", mark);
		driven_say(&runner, "run 1\n");
		for (int i = 0; i < 500 && access(mark, F_OK); i++)
			usleep(10000);
		if (way == 0)
			kill(runner.pid, SIGTERM);
		else if (way == 1)
			close(runner.input);
		else
			kill(runner.pid, SIGKILL);
		driven_wait(&runner, PATIENCE);
		CHECK(gone(mark), "the command goes on, way %d", way);
		if (way == 1)
			runner.input = dup(runner.output); // driven_end() closes both
		driven_end(&runner);
		unlink(mark);
	}
}

static void nonsense_is_refused_and_changes_nothing(void)
{
	static const char *const commands[] = { "run\n",     "run 0\n",	    "run 1x\n",	   "run 1000001\n", "pass 1\n",
						"run 1 x\n", "run 1 1,x\n", "run 1 1 1\n", "run -1\n" };
	struct driven runner;

	BEGIN(&runner, LIMIT, own_path, "!", "exit", "0");
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
		const char *line = answer(&runner, commands[i]);

		CHECK(has(line, "\"type\":\"error\""), "%s: %s", commands[i], line);
	}
	// Nobody has a program of this id, and only who may look at programs is told so.
	CHECK(has(answer(&runner, "run 1 4294967295\n"), "\"type\":\"error\""), "no error");
	CHECK(has(answer(&runner, "run 1\n"), "\"runs\":1"), "no window");
	driven_end(&runner);
}

/* A command that passes 50 messages to and fro makes 100 sends. Others on this machine may make more meanwhile. */
static void events_are_told_for_each_run(void)
{
	char command[64];
	struct driven runner;
	struct driven probe;
	const char *line;
	long long id;

	START(&probe, "--control");
	skip_unless_ready_keeping(&probe, &line);
	RETURN_UNLESS_PASSED;
	id = number_after(line, "\"programs\"", "\"id\"");
	CHECK(id > 0, "%s", line);
	driven_say(&probe, "stats on\n");
	driven_line(&probe, PATIENCE);
	BEGIN(&runner, LIMIT, own_path, "!", "call", "50");
	snprintf(command, sizeof(command), "run 3 %lld\n", id);
	line = answer(&runner, command);
	line = line ? strstr(line, "\"events\":[[") : NULL;
	CHECK(line && strtoll(line + strlen("\"events\":[["), NULL, 10) >= 100, "%s", line ? line : "no events");
	CHECK(line && number_after(line, "\"nanos\"", NULL) >= 300, "%s", line ? line : "no events");
	driven_end(&runner);
	driven_say(&probe, "end\n");
	driven_wait(&probe, PATIENCE);
	driven_end(&probe);
}

int main(int argc, char **argv)
{
	if (argc == 4 && strcmp(argv[1], "!") == 0) {
		if (strcmp(argv[2], "stay") == 0) {
			FILE *mark = fopen(argv[3], "w");

			fprintf(mark, "%d", getpid());
			fclose(mark);
			sleep(600);
		}
		return be_the_command(argv[2], argv[3]);
	}
	find_probe(argc, argv, "trigger_test DIRECTORY");
	snprintf(runner_path, sizeof(runner_path), "%s/trigger-runner", argv[1]);
	if (readlink("/proc/self/exe", own_path, sizeof(own_path) - 1) < 0)
		return 1;
	signal(SIGPIPE, SIG_IGN);
	RUN(every_run_is_told);
	RUN(cpu_time_is_that_of_children_too);
	RUN(an_exit_code_is_told_with_the_last_words);
	RUN(a_signal_is_told);
	RUN(what_hangs_is_ended_at_the_limit);
	RUN(what_is_not_there_is_told);
	RUN(nothing_is_left_behind);
	RUN(what_leaves_the_foreground_is_ended_and_told);
	RUN(the_command_ends_with_the_runner);
	RUN(nonsense_is_refused_and_changes_nothing);
	RUN(events_are_told_for_each_run);
	return failures > 0;
}
