// SPDX-License-Identifier: Apache-2.0

#include "signals.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "complain.h"

// The kernel sends the parent-death signal when the *thread* that started us ends, not only when its process does: a
// Java thread that started the probe may well end before the probe is needed no more. So it is a signal of its own, and
// whoever receives it looks whether the parent is still the same.
#define PARENT_DEATH SIGUSR1

static pid_t parent;
static int fd = -1;

bool signals_begin(void)
{
	sigset_t set;

	signal(SIGPIPE, SIG_IGN); // a closed standard output is an error of write(), with its own sentence
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, PARENT_DEATH);
	sigprocmask(SIG_BLOCK, &set, NULL);
	fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (fd < 0) {
		complain("no signalfd: %s", strerror(errno));
		return false;
	}
	parent = getppid();
	prctl(PR_SET_PDEATHSIG, PARENT_DEATH);
	// It may have died before the kernel knew that we care.
	return getppid() == parent;
}

int signals_fd(void)
{
	return fd;
}

enum ending signals_take(void)
{
	struct signalfd_siginfo info;

	if (read(fd, &info, sizeof(info)) != sizeof(info))
		return GO_ON;
	if (info.ssi_signo == PARENT_DEATH)
		return getppid() == parent ? GO_ON : GO_AWAY;
	return END_WITH_RESULT;
}
