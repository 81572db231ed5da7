// SPDX-License-Identifier: Apache-2.0
//
// A run is all there is between a fork and the end of the process: fork, exec, the program, its exit. Nobody but this
// process and the command has a part in it, and no file is touched for it: its input and output are /dev/null, and what
// it complains of stays in memory.

#include "command.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define KEPT 2048

static char **command;
static long long limit;

static int nothing; /* /dev/null */
static int complaints[2];
static char kept[2 * KEPT];
static size_t kept_length;

static volatile pid_t running; /* and the number of its process group */
static volatile int not_started;

static long long nanos(clockid_t clock)
{
	struct timespec now;

	if (clock_gettime(clock, &now))
		return 0;
	return now.tv_sec * 1000000000ll + now.tv_nsec;
}

/* Takes what the command complains of, so that it never waits for a reader, and keeps the end of it. */
static void listen_to(int pipe)
{
	ssize_t got;

	while ((got = read(pipe, kept + kept_length, sizeof(kept) - kept_length)) > 0) {
		kept_length += (size_t)got;
		if (kept_length > KEPT) {
			memmove(kept, kept + kept_length - KEPT, KEPT);
			kept_length = KEPT;
		}
	}
}

/* In the new process, which has its memory in common with this one until it is the command. */
static void become_command(void) __attribute__((noreturn));

static void become_command(void)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	// Addresses that are drawn anew make each run differ a little, for reasons that nobody asks about.
	personality(ADDR_NO_RANDOMIZE);
	dup2(nothing, STDIN_FILENO);
	dup2(nothing, STDOUT_FILENO);
	dup2(complaints[1], STDERR_FILENO);
	execv(command[0], command);
	not_started = errno;
	_exit(127);
}

static pid_t start(void)
{
	pid_t started = vfork();

	if (started == 0)
		become_command();
	return started;
}

/*
 * Its own CPU time, exactly, and that of the children that it has waited for, which the kernel tells in whole
 * microseconds: the clock of a process knows nothing of them.
 */
static long long cpu_time(long long own, const struct rusage *usage)
{
	long long all = (usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * 1000000000ll +
			(usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) * 1000ll;

	return all > own ? all : own;
}

/* Ends the children of this process, which has one thread. Returns how many there were, or -1 where nothing tells. */
static int kill_children(void)
{
	static char list[16 * 1024];
	int file = open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
	ssize_t length = file < 0 ? -1 : read(file, list, sizeof(list) - 1);
	int count = 0;

	if (file >= 0)
		close(file);
	if (length <= 0)
		return -1; // a kernel without CONFIG_PROC_CHILDREN
	list[length] = 0;
	for (char *at = list; *at; at++) {
		pid_t child = 0;

		while (*at >= '0' && *at <= '9')
			child = 10 * child + *at++ - '0';
		// One that the list breaks off at comes again.
		if (*at != ' ')
			break;
		count++;
		kill(child, SIGKILL);
	}
	return count;
}

/*
 * Whoever loses its parent in here becomes a child of this process (PR_SET_CHILD_SUBREAPER), also what took a session of
 * its own: so it can be found, ended and waited for. Returns how many there were outside the command's process group,
 * which has been ended before. Nothing in here is unsafe in the handler of a signal.
 */
static int end_strays(pid_t group)
{
	int strays = 0;
	pid_t ended;

	while (waitpid(-group, NULL, 0) > 0)
		; // what was ended with the group
	while ((ended = waitpid(-1, NULL, WNOHANG)) >= 0) {
		int found = ended ? 0 : kill_children();

		if (found < 0)
			break;
		strays += found;
		if (!ended)
			waitpid(-1, NULL, 0);
	}
	return strays;
}

/* Waits for the command's end, or until it has had its time. True when it ended by itself. */
static bool await_end(int process, long long deadline)
{
	struct pollfd watched[] = { { .fd = process, .events = POLLIN },
				    { .fd = complaints[0], .events = POLLIN },
				    { .fd = STDIN_FILENO } };

	for (;;) {
		long long left = deadline - nanos(CLOCK_MONOTONIC);

		if (left <= 0)
			return false;
		if (poll(watched, 3, (int)((left + 999999) / 1000000)) < 0 && errno != EINTR)
			return false;
		if (watched[0].revents)
			return true;
		if (watched[1].revents)
			listen_to(complaints[0]);
		if (watched[2].revents) {
			// Whom we work for is gone.
			kill(-running, SIGKILL);
			end_strays(running);
			_exit(1);
		}
	}
}

struct run command_run(void)
{
	struct run run = { 0 };
	struct rusage usage;
	clockid_t clock;
	long long own = 0;
	long long begin;
	int process;

	kept_length = 0;
	not_started = 0;
	begin = nanos(CLOCK_MONOTONIC);
	running = start();
	if (running < 0) {
		run.error = errno;
		running = 0;
		return run;
	}
	process = (int)syscall(SYS_pidfd_open, running, 0);
	run.over = process >= 0 && !await_end(process, begin + limit);
	run.elapsed = nanos(CLOCK_MONOTONIC) - begin;
	if (!run.over && clock_getcpuclockid(running, &clock) == 0)
		own = nanos(clock);
	// The command, and whatever it has started and left behind: the number is not given away before it is waited
	// for.
	kill(-running, SIGKILL);
	wait4(running, &run.status, 0, &usage);
	run.strays = end_strays(running);
	running = 0;
	run.error = process < 0 ? ENOSYS : not_started;
	run.cpu = cpu_time(own, &usage);
	if (process >= 0)
		close(process);
	listen_to(complaints[0]);
	return run;
}

bool command_succeeded(const struct run *run)
{
	return !run->error && !run->over && WIFEXITED(run->status) && WEXITSTATUS(run->status) == 0 && !run->strays;
}

const char *command_said(void)
{
	kept[kept_length] = 0;
	return kept;
}

/* The command lies in a process group of its own, which a signal from the terminal does not reach. */
static void finish(int signal)
{
	if (running > 0) {
		kill(-running, SIGKILL);
		end_strays(running);
	}
	_exit(128 + signal);
}

bool command_prepare(char **words, long long limit_ns)
{
	command = words;
	limit = limit_ns;
	nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (nothing < 0 || pipe2(complaints, O_CLOEXEC) || fcntl(complaints[0], F_SETFL, O_NONBLOCK))
		return false;
	if (prctl(PR_SET_CHILD_SUBREAPER, 1))
		return false;
	signal(SIGINT, finish);
	signal(SIGTERM, finish);
	signal(SIGHUP, finish);
	return true;
}
