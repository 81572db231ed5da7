// SPDX-License-Identifier: Apache-2.0
//
// arithmetic_test DIRECTORY [--alone]: programs of a chosen length are as long as asked, natively too, and the same
// chain runs in user space. With --alone, in a guest on the instruction clock, both must also take as long as they are.

#include <signal.h>
#include <string.h>
#include <sys/utsname.h>

#include "probing.h"

#define MESSAGES 200
#define RUNS 100

static const int lengths[] = { 100, 1000, 10000 };
#define LENGTHS (sizeof(lengths) / sizeof(lengths[0]))

static bool alone;

// What one length was found to be.
struct found {
	long long xlated;
	long long jited;
	double kernel_ns; // one run in the kernel
	double user_ns;	  // one run in user space
};

static const char *next_line(struct driven *probe, const char *command)
{
	driven_say(probe, command);
	return driven_line(probe, PATIENCE);
}

static void find(int length, struct found *found)
{
	struct driven probe;
	const char *line;
	char words[16];
	long long runs = 0;
	long long nanos = 0;

	snprintf(words, sizeof(words), "%d", length);
	START(&probe, "--control", "--variant", "arithmetic", "--length", words);
	skip_unless_ready_keeping(&probe, &line);
	RETURN_UNLESS_PASSED;
	CHECK(number_after(line, "\"length\"", NULL) == length, "%s", line);
	found->xlated = role_number(line, "send", "xlated_bytes");
	found->jited = role_number(line, "send", "jited_bytes");

	next_line(&probe, "stats on\n");
	next_line(&probe, "mark begin\n");
	exchange(MESSAGES);
	line = next_line(&probe, "mark end\n");
	for (size_t i = 0; i < 3; i++) {
		const char *role = (const char *const[]){ "send", "receive", "cleanup" }[i];
		long long run = role_number(line, role, "run_cnt");

		// Whether the reader's clean-up also runs with nothing copied depends on how it is attached.
		CHECK(alone && i < 2 ? run == 2 * MESSAGES : run >= 2 * MESSAGES, "%s: %s", role, line);
		runs += run;
		nanos += role_number(line, role, "run_time_ns");
	}
	found->kernel_ns = (double)nanos / (double)runs;

	snprintf(words, sizeof(words), "chain %d\n", RUNS);
	line = next_line(&probe, words);
	CHECK(has(line, "\"type\":\"chain\"") && number_after(line, "\"length\"", NULL) == length, "%s", line);
	runs = number_after(line, "\"runs\"", NULL);
	CHECK(runs > 0 && runs <= RUNS, "%s", line);
	CHECK(number_after(line, "\"time_ns\"", NULL) > 0, "%s", line);
	found->user_ns = (double)number_after(line, "\"time_ns\"", NULL) / (double)runs;
	driven_end(&probe);
}

static double slope(double shortest, double longest)
{
	return (longest - shortest) / (lengths[LENGTHS - 1] - lengths[0]);
}

static void chains_are_as_long_as_asked(void)
{
	struct found found[LENGTHS] = { 0 };
	struct utsname names;

	uname(&names);
	if (strcmp(names.machine, "x86_64") != 0)
		SKIP("what the JIT makes of an addition is known for x86_64, this machine is %s", names.machine);
	for (size_t i = 0; i < LENGTHS; i++) {
		find(lengths[i], &found[i]);
		RETURN_UNLESS_PASSED;
		// Eight bytes an instruction; more when constants are blinded (bpf_jit_harden=2).
		CHECK(found[i].xlated == 8ll * (lengths[i] + 3),
		      "%lld bytes of bytecode for %d additions: is "
		      "net.core.bpf_jit_harden=2?",
		      found[i].xlated, lengths[i]);
		// One native instruction of four bytes for each addition, none more and none less.
		CHECK(found[i].jited == 0 || found[i].jited - found[0].jited == 4ll * (lengths[i] - lengths[0]),
		      "%lld and %lld native bytes", found[0].jited, found[i].jited);
	}
	CHECK(found[0].kernel_ns < found[LENGTHS - 1].kernel_ns, "no longer for being longer");
	if (alone) {
		double kernel = slope(found[0].kernel_ns, found[LENGTHS - 1].kernel_ns);
		double user = slope(found[0].user_ns, found[LENGTHS - 1].user_ns);

		printf("     an addition takes %.4f in a program, %.4f in user space\n", kernel, user);
		CHECK(kernel > 0.99 && kernel < 1.01, "an addition took %.4f instructions in a program", kernel);
		CHECK(user > 0.99 && user < 1.01, "an addition took %.4f instructions in user space", user);
	}
}

static void a_chain_must_make_sense(void)
{
	static const char *const senseless[] = { "chain 0\n", "chain 10000001\n", "chain\n", "chain 5x\n", "chain \n" };
	struct driven probe;
	const char *line;

	START(&probe, "--control", "--variant", "arithmetic", "--length", "1");
	skip_unless_ready(&probe);
	RETURN_UNLESS_PASSED;
	for (size_t i = 0; i < sizeof(senseless) / sizeof(senseless[0]); i++) {
		line = next_line(&probe, senseless[i]);
		CHECK(has(line, "\"type\":\"error\""), "%s", line);
	}
	driven_end(&probe);

	START(&probe, "--control", "--variant", "empty");
	skip_unless_ready(&probe);
	RETURN_UNLESS_PASSED;
	line = next_line(&probe, "chain 5\n");
	CHECK(has(line, "\"type\":\"error\"") && has(line, "arithmetic"), "%s", line);
	driven_end(&probe);
}

int main(int argc, char **argv)
{
	find_probe(argc, argv, "arithmetic_test DIRECTORY [--alone]");
	alone = argc > 2 && strcmp(argv[2], "--alone") == 0;
	signal(SIGPIPE, SIG_IGN);

	RUN(chains_are_as_long_as_asked);
	RUN(a_chain_must_make_sense);
	return failures > 0;
}
