// SPDX-License-Identifier: Apache-2.0
//
// object_test DIRECTORY [--alone]: the real object-probe from that directory, with the objects in its test/objects.
// With
// --alone, in a guest that has no other TCP traffic, every run must be accounted for.

#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "probing.h"

#define MESSAGES 100 /* to and as many fro */
#define PINNED "/sys/fs/bpf/bpfbench_test_last"

static char objects_path[4096];
static bool alone;

static const char *object(const char *name)
{
	static char path[sizeof(objects_path) + 64];

	snprintf(path, sizeof(path), "%s/%s.bpf.o", objects_path, name);
	return path;
}

static const char *next(struct driven *probe, const char *command)
{
	driven_say(probe, command);
	return driven_line(probe, PATIENCE);
}

static long long hook_number(const char *line, const char *hook, const char *what)
{
	char place[128];
	char name[32];

	snprintf(place, sizeof(place), "\"hook\":\"%s\"", hook);
	snprintf(name, sizeof(name), "\"%s\"", what);
	return number_after(line, place, name);
}

static void every_kind_is_attached_and_runs(void)
{
	static const char *const runs[] = { "fentry/tcp_sendmsg",	  "fexit/tcp_sendmsg",
					    "kprobe/tcp_recvmsg",	  "kretprobe/tcp_recvmsg",
					    "tcp/tcp_rcv_space_adjust",	  "raw_tp/tcp_rcv_space_adjust",
					    "tp_btf/tcp_rcv_space_adjust" };
	struct driven probe;
	const char *line;

	START(&probe, "--object", object("every_kind"), "--control");
	skip_unless_ready_keeping(&probe, &line);
	RETURN_UNLESS_PASSED;
	CHECK(has(line, "\"attach\":\"fentry+fexit+kprobe+kretprobe+tracepoint+raw_tp+tp_btf\""), "%s", line);
	CHECK(!has(line, "destroyed"), "what is switched off was loaded: %s", line);
	next(&probe, "stats on\n");
	next(&probe, "mark begin\n");
	exchange(MESSAGES);
	line = next(&probe, "mark end\n");
	for (size_t i = 0; i < sizeof(runs) / sizeof(runs[0]); i++) {
		long long count = hook_number(line, runs[i], "run_cnt");

		CHECK(count >= 2 * MESSAGES, "%lld runs at %s: %s", count, runs[i], line);
		CHECK(!alone || count == 2 * MESSAGES, "%lld runs at %s: %s", count, runs[i], line);
		CHECK(hook_number(line, runs[i], "events") == count, "%s", line);
	}
	driven_end(&probe);
}

static void nothing_is_counted_without_statistics(void)
{
	struct driven probe;
	const char *line;

	START(&probe, "--object", object("raw"), "--control");
	skip_unless_ready(&probe);
	RETURN_UNLESS_PASSED;
	exchange(MESSAGES);
	line = next(&probe, "mark off\n");
	CHECK(hook_number(line, "tcp_destroy_sock", "run_cnt") == 0, "%s", line);
	CHECK(!has(line, "\"events\""), "events that nobody counted: %s", line);
	driven_end(&probe);
}

static long bpf(int command, union bpf_attr *attributes)
{
	return syscall(SYS_bpf, command, attributes, sizeof(*attributes));
}

/* The youngest map of that name; -1 when there is none. */
static int find_map(const char *name)
{
	union bpf_attr at = { 0 };
	int found = -1;

	while (bpf(BPF_MAP_GET_NEXT_ID, &at) == 0) {
		union bpf_attr open = { .map_id = at.next_id };
		struct bpf_map_info map = { 0 };
		union bpf_attr info = { .info = { .info_len = sizeof(map), .info = (unsigned long)&map } };
		int fd = (int)bpf(BPF_MAP_GET_FD_BY_ID, &open);

		at = (union bpf_attr){ .start_id = at.next_id };
		if (fd < 0)
			continue;
		info.info.bpf_fd = (unsigned int)fd;
		if (bpf(BPF_OBJ_GET_INFO_BY_FD, &info) == 0 && strcmp(map.name, name) == 0) {
			if (found >= 0)
				close(found);
			found = fd;
		} else {
			close(fd);
		}
	}
	return found;
}

/* What the object under test has counted there, on all CPUs. */
static long long seen(unsigned int key)
{
	static unsigned long long values[4096];
	int map = find_map("seen");
	union bpf_attr lookup = { .map_fd = (unsigned int)map, .key = (unsigned long)&key };
	long long sum = 0;

	memset(values, 0, sizeof(values));
	lookup.value = (unsigned long)values;
	bpf(BPF_MAP_LOOKUP_ELEM, &lookup);
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		sum += (long long)values[i];
	close(map);
	return sum;
}

static void what_programs_send_is_read(void)
{
	enum { RING_LOST, RING_SENT, PERF_LOST, PERF_SENT };
	long long messages = 0;
	struct driven probe;
	const char *line;
	bool without_perf;

	START(&probe, "--object", object("sends"), "--control");
	skip_unless_ready_keeping(&probe, &line);
	RETURN_UNLESS_PASSED;
	without_perf = has(line, "the perf buffer 'perf' cannot be read here");
	for (int round = 0; round < 20; round++) {
		exchange(25);
		messages += 2 * 25;
		next(&probe, "mark read\n");
	}
	// Left alone the ring is full after 248 events; nobody's events of a perf buffer are sent.
	CHECK(seen(RING_SENT) > messages / 2, "sent %lld, lost %lld", seen(RING_SENT), seen(RING_LOST));
	CHECK(!alone || seen(RING_LOST) == 0, "%lld events were lost", seen(RING_LOST));
	if (without_perf)
		CHECK(seen(PERF_SENT) == 0, "sent all the same");
	else
		CHECK(seen(PERF_SENT) >= messages && seen(PERF_LOST) == 0, "sent %lld, lost %lld", seen(PERF_SENT),
		      seen(PERF_LOST));
	driven_end(&probe);
}

static void copies_run_side_by_side(void)
{
	struct driven probe;
	const char *line;

	START(&probe, "--object", object("raw"), "--control", "--stack", "3");
	skip_unless_ready_keeping(&probe, &line);
	RETURN_UNLESS_PASSED;
	CHECK(has(line, "\"copies\":3") && has(line, "\"copy\":3"), "%s", line);
	CHECK(access(PINNED, F_OK) != 0, "a map was pinned, so copies share it and it stays");
	next(&probe, "stats on\n");
	exchange(MESSAGES);
	line = next(&probe, "mark on\n");
	CHECK(hook_number(line, "raw_tp/tcp_rcv_space_adjust first", "copies_run") == 3, "%s", line);
	CHECK(hook_number(line, "raw_tp/tcp_rcv_space_adjust second", "run_cnt") >= MESSAGES, "%s", line);
	driven_end(&probe);
}

static void the_floor_has_the_same_places_and_two_instructions(void)
{
	struct driven probe;
	const char *line;

	START(&probe, "--object", object("raw"), "--control", "--variant", "empty");
	skip_unless_ready_keeping(&probe, &line);
	RETURN_UNLESS_PASSED;
	for (const char *at = strstr(line, "\"xlated_bytes\""); at; at = strstr(at + 1, "\"xlated_bytes\"")) {
		CHECK(number_after(at, "\"xlated_bytes\"", NULL) == 16, "%s", at);
		CHECK(number_after(at, "\"instructions\"", NULL) == 2, "%s", at);
	}
	next(&probe, "stats on\n");
	exchange(MESSAGES);
	line = next(&probe, "mark on\n");
	CHECK(hook_number(line, "raw_tp/tcp_rcv_space_adjust first", "run_cnt") >= MESSAGES, "%s", line);
	driven_end(&probe);
}

static void what_can_be_blinded_is_counted(void)
{
	struct driven probe;
	const char *line;

	START(&probe, "--object", object("raw"), "--control");
	skip_unless_ready_keeping(&probe, &line);
	RETURN_UNLESS_PASSED;
	CHECK(number_after(line, "\"name\":\"first\"", "\"blindable\"") > 0, "%s", line);
	CHECK(number_after(line, "\"name\":\"nothing\"", "\"blindable\"") == 0, "%s", line);
	driven_end(&probe);
}

static void only_what_is_named_is_loaded(void)
{
	struct driven probe;
	const char *line;

	START(&probe, "--object", object("raw"), "--control", "--programs", "second");
	skip_unless_ready_keeping(&probe, &line);
	RETURN_UNLESS_PASSED;
	// Alone in its section, it needs no name beside the target's.
	CHECK(has(line, "\"name\":\"second\",\"hook\":\"tcp_rcv_space_adjust\""), "%s", line);
	CHECK(!has(line, "\"first\"") && !has(line, "\"nothing\""), "%s", line);
	driven_end(&probe);
	START(&probe, "--object", object("off"), "--control", "--programs", "adjusts");
	CHECK(has(driven_line(&probe, PATIENCE), "\"name\":\"adjusts\""), "%s", driven_complaints(&probe));
	driven_end(&probe);
}

static void an_object_is_listed_without_loading_it(void)
{
	struct driven probe;
	const char *line;

	START(&probe, "--object", object("every_kind"), "--list");
	line = driven_line(&probe, PATIENCE);
	CHECK(has(line,
		  "{\"name\":\"receive_ends\",\"section\":\"kretprobe/tcp_recvmsg\",\"hook\":\"kretprobe/tcp_recvmsg\","
		  "\"attach\":\"kretprobe\"}"),
	      "%s", line ? line : driven_complaints(&probe));
	CHECK(driven_wait(&probe, PATIENCE) == 0, "%s", driven_complaints(&probe));
	driven_end(&probe);
}

static void what_may_change_the_machine_is_listed(void)
{
	struct driven probe;

	START(&probe, "--object", object("raw"), "--list");
	CHECK(has(driven_line(&probe, PATIENCE), "\"changes\":[]"), "%s", driven_complaints(&probe));
	driven_end(&probe);
	START(&probe, "--object", object("changing"), "--list", "--programs", "decides,signals");
	CHECK(has(driven_line(&probe, PATIENCE),
		  "\"changes\":[\"decides is of SEC(\\\"fmod_ret/__x64_sys_getcpu\\\")\","
		  "\"signals calls bpf_send_signal\",\"a function of its programs calls "
		  "bpf_send_signal_thread\"]"),
	      "%s", driven_complaints(&probe));
	driven_end(&probe);
}

static void what_is_called_by_a_tail_call_is_loaded_and_not_attached(void)
{
	struct driven probe;
	const char *line;

	START(&probe, "--object", object("tails"), "--control");
	skip_unless_ready_keeping(&probe, &line);
	RETURN_UNLESS_PASSED;
	CHECK(has(line, "\"name\":\"calling\"") && !has(line, "\"name\":\"tailed\""), "%s", line);
	next(&probe, "stats on\n");
	exchange(MESSAGES);
	line = next(&probe, "mark on\n");
	CHECK(hook_number(line, "tcp_rcv_space_adjust", "run_cnt") >= MESSAGES, "%s", line);
	// The second of the object's counts is that of the program that is called.
	CHECK(seen(1) >= MESSAGES, "%lld tail calls", seen(1));
	driven_end(&probe);
}

static void expect(const char *path, const char *programs, const char *complaint)
{
	struct driven probe;
	int status;

	if (programs)
		START(&probe, "--object", path, "--control", "--programs", programs);
	else
		START(&probe, "--object", path, "--control");
	CHECK(!driven_line(&probe, PATIENCE), "%s was taken", path);
	status = driven_wait(&probe, PATIENCE);
	if (has(driven_complaints(&probe), "run it as root"))
		SKIP("%.*s", (int)strcspn(driven_complaints(&probe), "\n"), driven_complaints(&probe));
	CHECK(status == 1 << 8, "status %d: %s", status, driven_complaints(&probe));
	CHECK(has(driven_complaints(&probe), complaint), "%s", driven_complaints(&probe));
	driven_end(&probe);
}

static void write_file(const char *path, const void *bytes, size_t size)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (fd < 0 || write(fd, bytes, size) != (ssize_t)size)
		perror(path);
	close(fd);
}

static void what_is_no_object_is_refused(void)
{
	static unsigned char header[64] = { 0x7f, 'E', 'L', 'F', 2, 1, 1, [16] = 1, [18] = 247 };
	static const char text[] = "SEC(\"kprobe/tcp_sendmsg\") int program(void *ctx) { return 0; }\n";
	char path[] = "/tmp/object_test.XXXXXX";
	int fd = mkstemp(path);

	CHECK(fd >= 0, "%s: %s", path, strerror(errno));
	close(fd);
	expect("/tmp/there/is/nothing.bpf.o", NULL, "cannot read /tmp/there/is/nothing.bpf.o: No such file");
	expect("/tmp", NULL, "cannot read /tmp: Is a directory");
	expect(path, NULL, "is no regular file, or empty");
	write_file(path, text, sizeof(text));
	expect(path, NULL, "is no ELF file: compile the program with clang");
	expect(probe_path, NULL, "object-probe is an ELF file for ");
	write_file(path, header, 40);
	expect(path, NULL, "was cut off");
	write_file(path, header, sizeof(header));
	expect(path, NULL, "libbpf cannot open");
	header[5] = 3 - header[5];
	write_file(path, header, sizeof(header));
	expect(path, NULL, "is for a machine of the other byte order");
	unlink(path);
}

static void what_cannot_be_measured_is_refused(void)
{
	expect(object("no_program"), NULL, "no_program.bpf.o has no program in it");
	expect(object("off"), NULL, "every program of off.bpf.o is switched off");
	expect(object("xdp"), NULL, "libbpf cannot attach SEC(\"xdp\") of xdp.bpf.o by itself");
	expect(object("placeless"), "a_kprobe", "libbpf cannot attach SEC(\"kprobe\") of placeless.bpf.o by itself");
	expect(object("placeless"), "a_uprobe", "libbpf cannot attach SEC(\"uprobe\") of placeless.bpf.o by itself");
	expect(object("placeless"), "an_iterator", "libbpf cannot attach SEC(\"iter/task\")");
	expect(object("placeless"), "of_a_cgroup", "libbpf cannot attach SEC(\"lsm_cgroup/socket_bind\")");
	expect(object("tails"), "tailed", "the program tailed of tails.bpf.o is what others of it tail-call");
	expect(object("raw"), "first,third",
	       "there is no program 'third' in raw.bpf.o; its programs are first, second, nothing");
	expect(object("without_btf"), NULL,
	       "without_btf.bpf.o: BTF is required, but is missing or corrupted; it has no BTF: "
	       "compile it with clang -g");
}

static void what_this_kernel_refuses_is_explained(void)
{
	expect(object("nowhere"), NULL,
	       "SEC(\"raw_tp/bpfbench_no_such_tracepoint\") of nowhere.bpf.o does not attach here: ENOENT");
	expect(object("nowhere"), "no_function", "this kernel has no place for a program of nowhere.bpf.o (");
	expect(object("nowhere"), NULL, "(prog 'no_tracepoint': failed to attach to raw tracepoint");
	expect(object("placeless"), "of_a_file",
	       "there is no such file here, or no such place in it (failed to open /no/such/file");
	// By its whole name, of which the kernel keeps 15 characters.
	expect(object("alike"), NULL, "the verifier refuses space_is_adjusted_carelessly of alike.bpf.o: R");
	expect(object("refused"), NULL, "the verifier refuses careless of refused.bpf.o: R");
	expect(object("refused"), NULL, "The verifier's last lines:\n");
}

static void senseless_options_are_a_usage_error(void)
{
	static const char *const senseless[][2] = {
		{ "--variant", "latency" }, { "--stack", "0" }, { "--stack", "65" }, { "--nonsense", "1" }
	};
	struct driven probe;

	for (size_t i = 0; i < sizeof(senseless) / sizeof(senseless[0]); i++) {
		START(&probe, "--object", object("raw"), senseless[i][0], senseless[i][1]);
		CHECK(driven_wait(&probe, PATIENCE) == 2 << 8, "%s %s: %s", senseless[i][0], senseless[i][1],
		      driven_complaints(&probe));
		driven_end(&probe);
	}
	START(&probe, "--control");
	CHECK(driven_wait(&probe, PATIENCE) == 2 << 8, "%s", driven_complaints(&probe));
	driven_end(&probe);
}

static void a_foreign_command_changes_nothing(void)
{
	struct driven probe;
	const char *line;

	START(&probe, "--object", object("raw"), "--control");
	skip_unless_ready(&probe);
	RETURN_UNLESS_PASSED;
	line = next(&probe, "chain 5\n");
	CHECK(has(line, "unknown command: mark TEXT, stats on, stats off and end are known"), "%s", line);
	CHECK(has(next(&probe, "mark a\n"), "\"mark\":\"a\""), "no line for a mark");
	CHECK(has(next(&probe, "end\n"), "\"type\":\"result\""), "no result");
	CHECK(driven_wait(&probe, PATIENCE) == 0, "%s", driven_complaints(&probe));
	driven_end(&probe);
}

int main(int argc, char **argv)
{
	find_program(argc, argv, "object-probe", "object_test DIRECTORY [--alone]");
	snprintf(objects_path, sizeof(objects_path), "%s/test/objects", argv[1]);
	alone = argc > 2 && strcmp(argv[2], "--alone") == 0;
	RUN(every_kind_is_attached_and_runs);
	RUN(nothing_is_counted_without_statistics);
	RUN(what_programs_send_is_read);
	RUN(copies_run_side_by_side);
	RUN(the_floor_has_the_same_places_and_two_instructions);
	RUN(what_can_be_blinded_is_counted);
	RUN(only_what_is_named_is_loaded);
	RUN(an_object_is_listed_without_loading_it);
	RUN(what_may_change_the_machine_is_listed);
	RUN(what_is_called_by_a_tail_call_is_loaded_and_not_attached);
	RUN(what_is_no_object_is_refused);
	RUN(what_cannot_be_measured_is_refused);
	RUN(what_this_kernel_refuses_is_explained);
	RUN(senseless_options_are_a_usage_error);
	RUN(a_foreign_command_changes_nothing);
	return failures > 0;
}
