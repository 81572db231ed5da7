// SPDX-License-Identifier: Apache-2.0
//
// program-reader: what the kernel says of loaded BPF programs, one JSON object a line. Its lines are described in
// ../README.md.

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include <bpf/libbpf.h>

#include "attached.h"
#include "load_clock.h"
#include "program.h"

#define EXIT_DONE 0
#define EXIT_FAILED 1
#define EXIT_USAGE 2

static const char help_text[] =
	"program-reader list [SECONDS]      every loaded program, without its code\n"
	"program-reader show ID [SECONDS]   one program, with its code\n"
	"program-reader load FILE [NAME]    each program of an object file, or one, loaded now, with its code\n"
	"\n"
	"With SECONDS the kernel counts runs for so long, and what it counted is shown.\n";

/* Runs before the time in which they were counted. */
struct before {
	__u64 runs;
	__u64 run_time_ns;
	__u64 recursion_misses;
};

static char *libbpf_complaint;

/* The last warning says what happened; the ones before it lead there. */
static int libbpf_says(enum libbpf_print_level level, const char *format, va_list args)
{
	char *said = NULL;

	if (level != LIBBPF_WARN || vasprintf(&said, format, args) < 0)
		return 0;
	free(libbpf_complaint);
	libbpf_complaint = said;
	return 0;
}

static bool say(struct json *json)
{
	size_t length = 0;
	char *line = json_end(json, &length);
	bool written = line && fwrite(line, 1, length, stdout) == length && fflush(stdout) == 0;

	free(line);
	return written;
}

static bool complain(const char *what, int error)
{
	if ((error == EPERM || error == EACCES) && geteuid() != 0)
		fprintf(stderr, "program-reader: the kernel shows loaded programs to root only (CAP_SYS_ADMIN)\n");
	else
		fprintf(stderr, "program-reader: %s: %s\n", what, strerror(error));
	return false;
}

static bool report(int fd, const struct before *before, double window, bool with_code, __u64 load_ns, __u64 verifier_ns)
{
	struct program program;
	struct json json;
	bool done = program_read(fd, &program);

	if (!done) {
		complain("a program cannot be read", errno);
	} else {
		program.info.run_cnt -= before->runs;
		program.info.run_time_ns -= before->run_time_ns;
		program.info.recursion_misses -= before->recursion_misses;
		json_begin(&json);
		program_report(&json, &program);
		if (window > 0)
			json_real(&json, "counted_seconds", window);
		if (load_ns)
			json_number(&json, "load_ns", load_ns);
		if (verifier_ns)
			json_number(&json, "verifier_ns", verifier_ns);
		if (with_code)
			program_report_code(&json, &program);
		done = say(&json);
	}
	program_forget(&program);
	return done;
}

static double now_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Holds run statistics on for a while, and notes of each program what was counted before. Returns for how long. */
static double count_runs(const int *fds, struct before *before, int count, double seconds)
{
	struct timespec rest = { (time_t)seconds, (long)((seconds - (double)(time_t)seconds) * 1e9) };
	int statistics = bpf_enable_stats(BPF_STATS_RUN_TIME);
	double begin = now_seconds();

	if (statistics < 0) {
		complain("the kernel does not switch its statistics on", errno);
		return -1;
	}
	for (int i = 0; i < count; i++) {
		struct bpf_prog_info info = { 0 };
		__u32 size = sizeof(info);

		if (bpf_obj_get_info_by_fd(fds[i], &info, &size) == 0)
			before[i] = (struct before){ info.run_cnt, info.run_time_ns, info.recursion_misses };
	}
	while (nanosleep(&rest, &rest) && errno == EINTR)
		;
	close(statistics); // the last holder switches them off
	return now_seconds() - begin;
}

static int report_all(const int *fds, int count, double seconds, bool with_code)
{
	struct before *before = calloc((size_t)count + 1, sizeof(*before));
	double window = 0;
	bool done = before != NULL;

	attached_read();
	if (done && seconds > 0)
		window = count_runs(fds, before, count, seconds);
	done = done && window >= 0;
	for (int i = 0; done && i < count; i++)
		done = report(fds[i], &before[i], window, with_code, 0, 0);
	free(before);
	return done ? EXIT_DONE : EXIT_FAILED;
}

/* Opens all programs; false with a reason in `errno`. */
static bool open_all(int **fds, int *count)
{
	__u32 id = 0;

	while (bpf_prog_get_next_id(id, &id) == 0) {
		int *more = realloc(*fds, (size_t)(*count + 1) * sizeof(**fds));
		int fd;

		if (!more)
			return false;
		*fds = more;
		fd = bpf_prog_get_fd_by_id(id);
		if (fd >= 0)
			more[(*count)++] = fd;
		else if (errno != ENOENT) // that is: gone meanwhile
			return false;
	}
	return errno == ENOENT; // that is: there is no next one
}

static int list(double seconds)
{
	int *fds = NULL;
	int count = 0;
	int status = EXIT_FAILED;

	if (open_all(&fds, &count))
		status = report_all(fds, count, seconds, false);
	else
		complain("the programs cannot be listed", errno);
	while (count)
		close(fds[--count]);
	free(fds);
	return status;
}

static int show(__u32 id, double seconds)
{
	int fd = bpf_prog_get_fd_by_id(id);
	int status;

	if (fd < 0 && errno == ENOENT) {
		fprintf(stderr, "program-reader: no program with the id %u is loaded\n", id);
		return EXIT_FAILED;
	}
	if (fd < 0) {
		complain("the program cannot be opened", errno);
		return EXIT_FAILED;
	}
	status = report_all(&fd, 1, seconds, true);
	close(fd);
	return status;
}

static bool refused(const char *file, int error)
{
	const char *program = last_refused_program();
	char reason[128];

	libbpf_strerror(error, reason, sizeof(reason));
	fprintf(stderr, "program-reader: %s%s%s cannot be loaded: ", file, program[0] ? ": " : "", program);
	// Errors beyond the kernel's numbers are libbpf's own, and its last words say more than their names.
	if (error >= __LIBBPF_ERRNO__START && libbpf_complaint)
		fprintf(stderr, "%.*s\n", (int)strcspn(libbpf_complaint, "\n"), libbpf_complaint);
	else
		fprintf(stderr, "%s\n", reason);
	return false;
}

/* Leaves all programs but one out; false when there is no such program. */
static bool choose(struct bpf_object *object, const char *name)
{
	struct bpf_program *program;
	bool found = false;

	bpf_object__for_each_program(program, object) {
		bool chosen = strcmp(bpf_program__name(program), name) == 0;

		bpf_program__set_autoload(program, chosen);
		found |= chosen;
	}
	return found;
}

static int load(const char *file, const char *name)
{
	static const struct before none;
	struct bpf_object *object = bpf_object__open_file(file, NULL);
	struct bpf_program *program;
	bool done = object != NULL;
	int error;

	if (!done)
		refused(file, errno);
	if (done && name && !choose(object, name)) {
		fprintf(stderr, "program-reader: %s holds no program of the name %s\n", file, name);
		done = false;
	}
	forget_refused_program();
	if (done && (error = bpf_object__load(object)))
		done = refused(file, -error);
	for (program = NULL; done && (program = bpf_object__next_program(object, program));) {
		int fd = bpf_program__fd(program);

		if (fd >= 0)
			done = report(fd, &none, 0, true, load_nanos(fd), load_verifier_nanos(fd));
	}
	bpf_object__close(object);
	return done ? EXIT_DONE : EXIT_FAILED;
}

static bool number(const char *text, double least, double most, double *value)
{
	char *end;

	*value = strtod(text, &end);
	return end != text && !*end && *value >= least && *value <= most;
}

int main(int argc, char **argv)
{
	const char *command = argc > 1 ? argv[1] : "";
	bool shown = strcmp(command, "show") == 0 && argc > 2;
	double seconds = 0;
	double id = 0;
	int status = EXIT_USAGE;

	prctl(PR_SET_PDEATHSIG, SIGKILL); // nobody waits for a window whose reader is gone
	libbpf_set_print(libbpf_says);
	if (strcmp(command, "list") == 0 && argc < 4 && (argc < 3 || number(argv[2], 0, 86400, &seconds)))
		status = list(seconds);
	else if (shown && argc < 5 && number(argv[2], 1, 4294967295.0, &id) &&
		 (argc < 4 || number(argv[3], 0, 86400, &seconds)))
		status = show((__u32)id, seconds);
	else if (strcmp(command, "load") == 0 && (argc == 3 || argc == 4))
		status = load(argv[2], argc > 3 ? argv[3] : NULL);
	else
		fputs(help_text, stderr);
	return status;
}
