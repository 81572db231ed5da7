// SPDX-License-Identifier: Apache-2.0
//
// What can be tested without a kernel: the histogram's buckets, the options, the JSON writer, the differences.

#include <inttypes.h>
#include <linux/types.h>
#include <string.h>
#include <unistd.h>

#include "blinding.h"
#include "check.h"
#include "figures.h"
#include "json.h"
#include "options.h"

static void check_bucket(__u64 value)
{
	unsigned int bucket = bucket_of(value);
	__u64 low;
	__u64 high;

	CHECK(bucket < BUCKETS, "%llu falls into bucket %u", value, bucket);
	low = bucket_low(bucket);
	high = bucket_high(bucket);
	CHECK(low <= value, "%llu is below its bucket %u, %llu", value, bucket, low);
	CHECK(value < high || value == ~0ull, "%llu is above its bucket %u, %llu", value, bucket, high);
	CHECK((high - low) <= (low / 32 ? low / 32 : 1) || bucket == BUCKETS - 1, "bucket %u is %llu wide", bucket,
	      high - low);
}

static void small_values_have_a_bucket_each(void)
{
	for (__u64 value = 0; value < 64; value++)
		CHECK(bucket_of(value) == value, "%llu falls into bucket %u", value, bucket_of(value));
}

static void buckets_hold_their_values_within_a_thirty_second(void)
{
	__u64 random = 88172645463325252ull; // xorshift64, a fixed start: the same values every time

	for (int shift = 0; shift < 64; shift++) {
		check_bucket((1ull << shift) - 1);
		check_bucket(1ull << shift);
		check_bucket((1ull << shift) + 1);
		RETURN_UNLESS_PASSED;
	}
	check_bucket(~0ull);
	for (int i = 0; i < 1000000; i++) {
		random ^= random << 13;
		random ^= random >> 7;
		random ^= random << 17;
		check_bucket(random >> (i % 64));
		RETURN_UNLESS_PASSED;
	}
}

static void buckets_follow_one_another_without_gaps(void)
{
	for (unsigned int bucket = 0; bucket < BUCKETS; bucket++) {
		CHECK(bucket_of(bucket_low(bucket)) == bucket, "bucket %u begins elsewhere", bucket);
		if (bucket > 0)
			CHECK(bucket_of(bucket_low(bucket) - 1) == bucket - 1, "bucket %u leaves a gap", bucket);
	}
}

static void difference_takes_the_new_maximum(void)
{
	static struct snapshot before, after, growth;

	before.figures.max_ns = 100;
	after.figures.max_ns = 5000;
	after.figures.count = 1;
	after.figures.buckets[bucket_of(5000)] = 1;
	difference(&before, &after, &growth);
	CHECK(growth.figures.max_ns == 5000, "%llu", growth.figures.max_ns);
	CHECK(growth.figures.count == 1, "%llu", growth.figures.count);
}

static void difference_bounds_an_older_maximum(void)
{
	static struct snapshot before, after, growth;

	before.figures.max_ns = after.figures.max_ns = 1000000;
	before.figures.buckets[bucket_of(1000000)] = after.figures.buckets[bucket_of(1000000)] = 1;
	after.figures.buckets[bucket_of(3000)] = 7;
	difference(&before, &after, &growth);
	CHECK(growth.figures.max_ns >= 3000 && growth.figures.max_ns < 3000 + 3000 / 32 + 1, "%llu",
	      growth.figures.max_ns);

	difference(&after, &after, &growth);
	CHECK(growth.figures.max_ns == 0, "nothing happened, yet %llu", growth.figures.max_ns);
}

static bool parse(struct options *options, char *first, char *second)
{
	char *argv[] = { "latency-probe", first, second, NULL };

	optind = 0; // getopt begins anew
	return parse_options(second ? 3 : first ? 2 : 1, argv, options);
}

static void options_have_defaults(void)
{
	struct options options;

	CHECK(parse(&options, NULL, NULL), "no options");
	CHECK(options.attach == ATTACH_AUTO && options.variant == VARIANT_LATENCY, "attach %d", options.attach);
	CHECK(options.copies == 1 && options.sockets == 16384, "copies %d", options.copies);
	CHECK(!options.duration_ns && !options.interval_ns && !options.stats && !options.control, "not quiet");
}

static void options_are_read(void)
{
	struct options options;

	CHECK(parse(&options, "--attach=raw_tp", "--variant=empty"), "attach");
	CHECK(options.attach == ATTACH_RAW_TP && options.variant == VARIANT_EMPTY, "attach %d", options.attach);
	CHECK(parse(&options, "--duration=1.5", "--interval=0.25"), "duration");
	CHECK(options.duration_ns == 1500000000 && options.interval_ns == 250000000, "%lld", options.duration_ns);
	CHECK(parse(&options, "--stack", "64") && options.copies == 64, "stack");
	CHECK(parse(&options, "--variant=arithmetic", "--length=10000") && options.length == 10000, "length");
	CHECK(parse(&options, "--sockets", "100") && options.sockets == 100, "sockets");
	CHECK(parse(&options, "--stats", "--control") && options.stats && options.control, "switches");
}

static void senseless_options_are_refused(void)
{
	static char *const senseless[][2] = {
		{ "--attach", "uprobe" }, { "--attach", "" },
		{ "--variant", "full" },  { "--duration", "0" },
		{ "--duration", "-1" },	  { "--duration", "nan" },
		{ "--duration", "1s" },	  { "--duration", "1e99" },
		{ "--interval", "" },	  { "--stack", "0" },
		{ "--stack", "65" },	  { "--stack", "2.5" },
		{ "--sockets", "0" },	  { "--sockets", "9e9" },
		{ "--duration", NULL },	  { "--frequency", "3" },
		{ "--length", "0" },	  { "--length", "100001" },
		{ "--length", "100" },	  { "--variant", "arithmetic" },
		{ "stray", NULL },
	};
	struct options options;

	for (size_t i = 0; i < sizeof(senseless) / sizeof(senseless[0]); i++)
		CHECK(!parse(&options, senseless[i][0], senseless[i][1]), "%s %s was taken", senseless[i][0],
		      senseless[i][1] ? senseless[i][1] : "");
}

static void json_lines_are_well_formed(void)
{
	struct json json;
	size_t length = 0;
	char *line;

	json_begin(&json);
	json_string(&json, "text", "a \"b\" \\ \t \x01 \xc3\xa9");
	json_number(&json, "most", ~0ull);
	json_open(&json, "list", '[');
	json_open(&json, NULL, '{');
	json_close(&json, '}');
	json_real(&json, NULL, 0.5);
	json_bool(&json, NULL, true);
	json_close(&json, ']');
	json_bool(&json, "after", false);
	line = json_end(&json, &length);
	CHECK(line && strcmp(line,
			     "{\"text\":\"a \\\"b\\\" \\\\ \\u0009 \\u0001 \xc3\xa9\",\"most\":18446744073709551615,"
			     "\"list\":[{},0.500,true],\"after\":false}\n") == 0,
	      "%s", line);
	CHECK(length == strlen(line), "%zu", length);
	free(line);
}

#define BLINDABLE(blindable, ...)                                                                                      \
	do {                                                                                                           \
		const struct bpf_insn code[] = { __VA_ARGS__ };                                                        \
		CHECK(count_blindable(code, sizeof(code) / sizeof(code[0])) == (blindable), "%zu of " #__VA_ARGS__,    \
		      count_blindable(code, sizeof(code) / sizeof(code[0])));                                          \
	} while (0)

static void instructions_with_a_constant_can_be_blinded(void)
{
	BLINDABLE(1, { .code = BPF_ALU64 | BPF_ADD | BPF_K });
	BLINDABLE(0, { .code = BPF_ALU64 | BPF_ADD | BPF_X });
	BLINDABLE(1, { .code = BPF_ALU | BPF_MOV | BPF_K, .imm = 1 });
	BLINDABLE(0, { .code = BPF_ALU | BPF_MOV | BPF_K, .imm = 0 });
	BLINDABLE(0, { .code = BPF_ALU64 | BPF_LSH | BPF_K, .imm = 32 });
	BLINDABLE(0, { .code = BPF_ALU64 | BPF_NEG });
	BLINDABLE(1, { .code = BPF_JMP | BPF_JNE | BPF_K, .off = 1 });
	BLINDABLE(1, { .code = BPF_JMP32 | BPF_JSET | BPF_K, .off = 1 });
	BLINDABLE(0, { .code = BPF_JMP | BPF_JA, .off = 1 });
	BLINDABLE(0, { .code = BPF_JMP | BPF_CALL, .imm = 5 }, { .code = BPF_JMP | BPF_EXIT });
	BLINDABLE(1, { .code = BPF_ST | BPF_MEM | BPF_W, .imm = 7 });
	BLINDABLE(0, { .code = BPF_STX | BPF_MEM | BPF_W }, { .code = BPF_LDX | BPF_MEM | BPF_DW });
	// The second half of a constant of 64 bits is no instruction.
	BLINDABLE(1, { .code = BPF_LD | BPF_IMM | BPF_DW, .imm = 1 }, { .imm = 2 });
	// What blinding itself has written, with a register that programs do not have.
	BLINDABLE(0, { .code = BPF_ALU64 | BPF_XOR | BPF_K, .dst_reg = 11, .imm = 3 });
}

int main(void)
{
	freopen("/dev/null", "w", stderr); // the complaints about senseless options
	RUN(small_values_have_a_bucket_each);
	RUN(buckets_hold_their_values_within_a_thirty_second);
	RUN(buckets_follow_one_another_without_gaps);
	RUN(difference_takes_the_new_maximum);
	RUN(difference_bounds_an_older_maximum);
	RUN(options_have_defaults);
	RUN(options_are_read);
	RUN(senseless_options_are_refused);
	RUN(json_lines_are_well_formed);
	RUN(instructions_with_a_constant_can_be_blinded);
	return failures > 0;
}
