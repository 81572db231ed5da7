// SPDX-License-Identifier: Apache-2.0

#include "driven.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static long long now_millis(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000ll + now.tv_nsec / 1000000;
}

void driven_start(struct driven *driven, const char *const *arguments)
{
	int input[2];
	int output[2];

	*driven = (struct driven){ 0 };
	driven->error = memfd_create("stderr", MFD_CLOEXEC);
	if (driven->error < 0 || pipe2(input, O_CLOEXEC) || pipe2(output, O_CLOEXEC))
		fail("pipe");
	driven->pid = fork();
	if (driven->pid < 0)
		fail("fork");
	if (driven->pid == 0) {
		dup2(input[0], STDIN_FILENO);
		dup2(output[1], STDOUT_FILENO);
		dup2(driven->error, STDERR_FILENO);
		execv(arguments[0], (char *const *)arguments);
		perror(arguments[0]);
		_exit(127);
	}
	close(input[0]);
	close(output[1]);
	driven->input = input[1];
	driven->output = output[0];
}

void driven_say(const struct driven *driven, const char *text)
{
	size_t length = strlen(text);

	if (write(driven->input, text, length) != (ssize_t)length)
		fail("writing a command");
}

const char *driven_line(struct driven *driven, int seconds)
{
	long long until = now_millis() + seconds * 1000ll;
	char *end;

	driven->length -= driven->taken;
	if (driven->taken)
		memmove(driven->text, driven->text + driven->taken, driven->length);
	driven->taken = 0;
	while (!(end = driven->length ? memchr(driven->text, '\n', driven->length) : NULL)) {
		struct pollfd wait = { .fd = driven->output, .events = POLLIN };
		long long left = until - now_millis();
		ssize_t got;

		if (left <= 0 || poll(&wait, 1, (int)left) <= 0)
			return NULL;
		driven->text = realloc(driven->text, driven->length + 65536);
		if (!driven->text)
			fail("realloc");
		got = read(driven->output, driven->text + driven->length, 65536);
		if (got <= 0)
			return NULL;
		driven->length += (size_t)got;
	}
	*end = 0;
	driven->taken = (size_t)(end + 1 - driven->text);
	return driven->text;
}

int driven_wait(struct driven *driven, int seconds)
{
	long long until = now_millis() + seconds * 1000ll;
	int status;

	for (;;) {
		if (waitpid(driven->pid, &status, WNOHANG) == driven->pid) {
			driven->pid = 0;
			return status;
		}
		if (now_millis() > until)
			break;
		usleep(5000);
	}
	kill(driven->pid, SIGKILL);
	waitpid(driven->pid, &status, 0);
	driven->pid = 0;
	return -1;
}

const char *driven_complaints(const struct driven *driven)
{
	static char text[16384];
	ssize_t got = pread(driven->error, text, sizeof(text) - 1, 0);

	text[got > 0 ? got : 0] = 0;
	return text;
}

void driven_end(struct driven *driven)
{
	if (driven->pid > 0) {
		kill(driven->pid, SIGKILL);
		waitpid(driven->pid, NULL, 0);
	}
	close(driven->input);
	close(driven->output);
	close(driven->error);
	free(driven->text);
}

long long number_after(const char *line, const char *first, const char *second)
{
	const char *at = line ? strstr(line, first) : NULL;

	if (at && second)
		at = strstr(at, second);
	return at ? strtoll(at + strcspn(at, ":") + 1, NULL, 10) : -1;
}
