// SPDX-License-Identifier: Apache-2.0
//
// The first process of a lab guest. It is the only program in the initramfs that knows how to make a
// bare kernel habitable; everything else starts from the command it is given.
//
// Contract with whoever builds the initramfs:
//   /init             this program
//   /bench/command    the command to run, one argument a line; the first is the program's path, empty
//                     lines are skipped
//   second serial     /dev/ttyS1, in raw mode, is the command's standard output: records
//   console           /dev/console is its standard error, and ours: words for people
//   standard input    /dev/null
//   working directory /tmp, a tmpfs
// At the end one of these lines stands on the console, then the machine powers off:
//   bpfbench-init: command exited with status N
//   bpfbench-init: command killed by signal N
//   bpfbench-init: failed: WHY
// A process 1 must not return: the kernel would panic. So every path below ends in power_off().

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#define COMMAND_FILE "/bench/command"
#define RECORDS_TTY "/dev/ttyS1"
#define MAX_COMMAND_BYTES (64 * 1024)
#define MAX_ARGUMENTS 256

static void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

// One write per line, so that a kernel message on the same console cannot split it.
static void say(const char *format, ...)
{
	char text[512];
	char line[544];
	va_list args;
	int length;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	length = snprintf(line, sizeof(line), "bpfbench-init: %s\n", text);
	if (write(STDERR_FILENO, line, (size_t)length) < 0)
		return; // no console: nobody to tell
}

static void power_off(void) __attribute__((noreturn));

static void power_off(void)
{
	// Closing a tty waits for its output, but only for the last closer; draining says it outright.
	int records = open(RECORDS_TTY, O_WRONLY | O_NOCTTY | O_NONBLOCK);

	if (records >= 0) {
		tcdrain(records);
		close(records);
	}
	tcdrain(STDERR_FILENO);
	sync();
	reboot(RB_POWER_OFF);
	// No way to switch the power off (no ACPI): a restart also ends QEMU under -no-reboot.
	reboot(RB_AUTOBOOT);
	reboot(RB_HALT_SYSTEM);
	for (;;)
		pause();
}

static void fail(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

static void fail(const char *format, ...)
{
	char text[400];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	say("failed: %s", text);
	power_off();
}

struct mount_point {
	const char *type;
	const char *where;
	const char *options;
	int needed; // without it the command cannot work at all
};

// Parents before children. tracefs: where libbpf looks up kprobes and tracepoints. bpf and debugfs are
// for someone who looks around inside the guest; a kernel without them is fine.
static const struct mount_point mount_points[] = {
	{ "proc", "/proc", NULL, 1 },
	{ "sysfs", "/sys", NULL, 1 },
	{ "devtmpfs", "/dev", "mode=0755", 1 },
	{ "tmpfs", "/tmp", "mode=1777", 1 },
	{ "tmpfs", "/dev/shm", "mode=1777", 0 },
	{ "tracefs", "/sys/kernel/tracing", NULL, 0 },
	{ "debugfs", "/sys/kernel/debug", NULL, 0 },
	{ "bpf", "/sys/fs/bpf", NULL, 0 },
};

static void mount_all(void)
{
	for (size_t i = 0; i < sizeof(mount_points) / sizeof(mount_points[0]); i++) {
		const struct mount_point *point = &mount_points[i];

		mkdir(point->where, 0755); // EEXIST is the usual answer
		if (mount(point->type, point->where, point->type, MS_NOSUID, point->options) == 0)
			continue;
		// EBUSY: there already, for example devtmpfs mounted by the kernel.
		if (errno != EBUSY && point->needed)
			fail("cannot mount %s on %s: %s", point->type, point->where, strerror(errno));
	}
}

// The kernel opens /dev/console for process 1 only where the initramfs holds that node. Open it again
// now that devtmpfs is there, so that the builder of the archive need not care.
static void open_console(void)
{
	int console = open("/dev/console", O_RDWR | O_NOCTTY);
	int nothing = open("/dev/null", O_RDWR);

	if (console >= 0) {
		dup2(console, STDOUT_FILENO);
		dup2(console, STDERR_FILENO);
		if (console > STDERR_FILENO)
			close(console);
	}
	if (nothing >= 0) {
		dup2(nothing, STDIN_FILENO);
		if (nothing > STDERR_FILENO)
			close(nothing);
	}
}

// Up is enough: the kernel itself gives lo 127.0.0.1 and ::1 when it comes up without an address.
static void bring_loopback_up(void)
{
	struct ifreq request = { .ifr_name = "lo" };
	int sock = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (sock < 0)
		fail("no IPv4 in this kernel: %s", strerror(errno));
	if (ioctl(sock, SIOCGIFFLAGS, &request) < 0)
		fail("no loopback interface: %s", strerror(errno));
	request.ifr_flags |= IFF_UP | IFF_RUNNING;
	if (ioctl(sock, SIOCSIFFLAGS, &request) < 0)
		fail("cannot bring lo up: %s", strerror(errno));
	close(sock);
}

static void raise_limits(void)
{
	// Kernels before 5.11 charge BPF maps to locked memory.
	const struct rlimit unlimited = { RLIM_INFINITY, RLIM_INFINITY };
	const struct rlimit files = { 65536, 65536 };
	const struct rlimit no_core = { 0, 0 }; // it would fill the tmpfs and help nobody

	setrlimit(RLIMIT_MEMLOCK, &unlimited);
	setrlimit(RLIMIT_NOFILE, &files);
	setrlimit(RLIMIT_CORE, &no_core);
}

// Raw: no newline translation, no echo of what the other side says.
static int open_records(void)
{
	struct termios modes;
	int fd = open(RECORDS_TTY, O_RDWR | O_NOCTTY | O_CLOEXEC);

	if (fd < 0)
		fail("cannot open the records port %s: %s; start the guest with two serial ports", RECORDS_TTY,
		     strerror(errno));
	// The kernel makes nodes for ports that do not exist; only this tells.
	if (tcgetattr(fd, &modes) < 0)
		fail("the records port %s is not there: %s; start the guest with two serial ports", RECORDS_TTY,
		     strerror(errno));
	cfmakeraw(&modes);
	modes.c_cflag |= CLOCAL | CREAD;
	cfsetspeed(&modes, B115200);
	if (tcsetattr(fd, TCSANOW, &modes) < 0)
		fail("cannot set %s to raw mode: %s", RECORDS_TTY, strerror(errno));
	return fd;
}

static char **read_command(void)
{
	static char text[MAX_COMMAND_BYTES];
	static char *arguments[MAX_ARGUMENTS + 1];
	size_t length = 0;
	size_t count = 0;
	ssize_t got;
	char *rest = NULL;
	int fd = open(COMMAND_FILE, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		fail("cannot open " COMMAND_FILE ": %s", strerror(errno));
	while ((got = read(fd, text + length, sizeof(text) - 1 - length)) > 0)
		length += (size_t)got;
	close(fd);
	if (got < 0)
		fail("cannot read " COMMAND_FILE ": %s", strerror(errno));
	if (length == sizeof(text) - 1)
		fail(COMMAND_FILE " is longer than %d bytes", MAX_COMMAND_BYTES - 1);

	for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		if (count == MAX_ARGUMENTS)
			fail(COMMAND_FILE " holds more than %d arguments", MAX_ARGUMENTS);
		arguments[count++] = line;
	}
	if (count == 0)
		fail(COMMAND_FILE " is empty: it must hold a command, one argument a line");
	return arguments;
}

static pid_t start(char **command, int records)
{
	pid_t child = fork();

	if (child < 0)
		fail("cannot fork: %s", strerror(errno));
	if (child > 0)
		return child;

	setsid();
	dup2(records, STDOUT_FILENO);
	if (chdir("/tmp") < 0)
		say("cannot enter /tmp: %s", strerror(errno));
	execv(command[0], command);
	say("cannot run %s: %s", command[0], strerror(errno));
	_exit(127);
}

// Process 1 inherits every orphan, so it reaps them all and waits for one.
static int reap_until(pid_t awaited)
{
	for (;;) {
		int status;
		pid_t ended = wait(&status);

		if (ended == awaited)
			return status;
		if (ended < 0 && errno != EINTR)
			fail("lost sight of the command: %s", strerror(errno));
	}
}

int main(void)
{
	struct timespec uptime;
	char **command;
	int records;
	int status;
	pid_t child;

	if (getpid() != 1) {
		fprintf(stderr, "bpfbench-init: this is process 1 of a lab guest; it does nothing elsewhere\n");
		return 2;
	}
	mount_all();
	open_console();
	bring_loopback_up();
	raise_limits();
	sethostname("lab", 3);
	setenv("PATH", "/bench/probe-native/build:/usr/sbin:/usr/bin:/sbin:/bin", 1);
	setenv("HOME", "/tmp", 1);
	setenv("LANG", "C.UTF-8", 1);

	records = open_records();
	command = read_command();
	clock_gettime(CLOCK_BOOTTIME, &uptime);
	say("starting %s %ld.%03ld s after boot", command[0], (long)uptime.tv_sec, uptime.tv_nsec / 1000000);

	child = start(command, records);
	status = reap_until(child);
	kill(-1, SIGKILL); // whatever the command left behind must not hold the power-off up

	if (WIFSIGNALED(status))
		say("command killed by signal %d", WTERMSIG(status));
	else
		say("command exited with status %d", WEXITSTATUS(status));
	power_off();
}
