/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0 OR BSD-2-Clause */
/*
 * What the BPF programs and the program that loads them must agree on: the layout of the figures and the
 * buckets of the histogram. Include it after the fixed-width types (__u32, __u64) are known.
 */
#ifndef LATENCY_H
#define LATENCY_H

/*
 * The histogram is log-linear: every power of two is cut into 32 buckets of one width. So a bucket is never
 * wider than 1/32 (3.1 %) of the values in it, from 1 ns to 584 years, without a range to choose beforehand
 * and without an overflow bucket. Values below 32 have a bucket each and are exact.
 *
 *   value         bucket            width
 *   0 .. 31       value             1
 *   2^e + m*2^(e-5) ..   (e-4)*32 + m      2^(e-5)       for e = 5 .. 63, m = 0 .. 31
 */
#define SUB_BUCKET_BITS 5
#define SUB_BUCKETS (1u << SUB_BUCKET_BITS)
#define BUCKETS ((64 - SUB_BUCKET_BITS + 1) * SUB_BUCKETS)

/* What an object says of its own making stands behind this mark, up to a zero byte. */
#define BUILT_MARK "latency.bpf.c built by "

/* Where the programs are attached, in this order everywhere. */
enum hook {
	HOOK_SEND,
	HOOK_RECEIVE,
	HOOK_CLEANUP,
	HOOK_DESTROY,
	HOOKS,
};

/*
 * One of these per CPU. Plain additions suffice, without atomics: each field has exactly one program that
 * writes it, and a program never interrupts itself on a CPU (the kernel refuses that and counts it as a
 * recursion miss). Keep it so when adding a field.
 *
 * The books balance:
 *   events[HOOK_SEND]    = count + coalesced + map_full + closed + sends still unanswered
 *   events[HOOK_CLEANUP] = count + unmatched + no_data
 */
struct figures {
	__u64 events[HOOKS];

	/* by the send program */
	__u64 coalesced; /* sends while an earlier one was unanswered: the clock keeps running from that one */
	__u64 map_full;	 /* sends on a socket for which the map had no room */

	/* by the clean-up program */
	__u64 unmatched; /* data was read, no send was waiting for it */
	__u64 no_data;	 /* clean-ups that took no data off the socket, such as those before a reader goes to sleep */
	__u64 count;	 /* latencies in the buckets */
	__u64 sum_ns;
	__u64 max_ns;
	__u64 buckets[BUCKETS];

	/* by the destroy program */
	__u64 closed; /* sockets that went away while a send was unanswered */
};

/* Position of the highest set bit: neither BPF nor its verifier has an instruction for it. */
static inline __attribute__((always_inline)) __u32 log2_floor(__u64 value)
{
	__u32 bit = 0;

	if (value >> 32) {
		value >>= 32;
		bit += 32;
	}
	if (value >> 16) {
		value >>= 16;
		bit += 16;
	}
	if (value >> 8) {
		value >>= 8;
		bit += 8;
	}
	if (value >> 4) {
		value >>= 4;
		bit += 4;
	}
	if (value >> 2) {
		value >>= 2;
		bit += 2;
	}
	return bit + (__u32)(value >> 1);
}

static inline __attribute__((always_inline)) __u32 bucket_of(__u64 value)
{
	__u32 exponent;

	if (value < SUB_BUCKETS)
		return (__u32)value;
	exponent = log2_floor(value);
	return (exponent - SUB_BUCKET_BITS + 1) * SUB_BUCKETS +
	       (__u32)((value >> (exponent - SUB_BUCKET_BITS)) & (SUB_BUCKETS - 1));
}

#endif
