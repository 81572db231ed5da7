/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * What the probe does at each hook, written once. The ways to attach differ only in how a program finds its
 * arguments; from here on all of them run the same code, so that their costs can be compared.
 *
 * One object must load under the JIT and under the interpreter. That rules out kfuncs, callbacks (bpf_loop,
 * timers) and tail calls beside calls: the interpreter refuses them. Everything here is inlined.
 */
#ifndef BODIES_BPF_H
#define BODIES_BPF_H

/* When the first unanswered send on a socket began; 0 when none is waiting. */
struct pending {
	__u64 since_ns;
};

/*
 * Sockets that have sent, by the address of their struct sock. An entry stays until the socket is destroyed:
 * answering only sets it to 0, which is far cheaper than deleting and inserting for every message. The loader
 * sets the size. Not an LRU map: that would evict silently, and a full map is to be counted.
 */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, __u64);
	__type(value, struct pending);
} sockets SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct figures);
} figures SEC(".maps");

static __always_inline struct figures *figures_of_this_cpu(void)
{
	__u32 key = 0;

#ifdef EXTRA_INSTRUCTIONS
	/*
	 * A probe made dearer on purpose, by so many instructions in every program, for the test that bench compare
	 * notices. The JIT makes one instruction of each move, blinded or not.
	 */
	asm volatile(".rept %[count]\nr0 = r10\n.endr" : : [count] "i"(EXTRA_INSTRUCTIONS) : "r0");
#endif
	return bpf_map_lookup_elem(&figures, &key);
}

/*
 * At the entry of the send, not at its return: over loopback the peer may have received, and answered, before
 * the sending call returns.
 */
static __always_inline int on_send(const void *sk)
{
	__u64 key = (__u64)sk;
	struct pending fresh = {};
	struct pending *pending;
	struct figures *f;

	f = figures_of_this_cpu();
	if (!f)
		return 0;
	f->events[HOOK_SEND]++;

	pending = bpf_map_lookup_elem(&sockets, &key);
	if (pending) {
		/* Two threads may send on one socket at once: exactly one of them starts the clock. */
		if (pending->since_ns || __sync_val_compare_and_swap(&pending->since_ns, 0, bpf_ktime_get_ns()))
			f->coalesced++;
		return 0;
	}
	fresh.since_ns = bpf_ktime_get_ns();
	if (bpf_map_update_elem(&sockets, &key, &fresh, BPF_NOEXIST) == 0)
		return 0;
	/* Refused: because another thread was faster, or for want of room. */
	if (bpf_map_lookup_elem(&sockets, &key))
		f->coalesced++;
	else
		f->map_full++;
	return 0;
}

static __always_inline int on_receive(void)
{
	struct figures *f = figures_of_this_cpu();

	if (f)
		f->events[HOOK_RECEIVE]++;
	return 0;
}

/*
 * The reader's clean-up after it has copied `copied` bytes to its user. A reader that is about to sleep cleans
 * up as well, with nothing copied: that answers no send.
 */
static __always_inline int on_cleanup(const void *sk, int copied)
{
	__u64 key = (__u64)sk;
	struct pending *pending;
	struct figures *f;
	__u64 since_ns;
	__u64 latency_ns;
	__s64 passed_ns;
	__u64 bucket;

	f = figures_of_this_cpu();
	if (!f)
		return 0;
	f->events[HOOK_CLEANUP]++;
	if (copied <= 0) {
		f->no_data++;
		return 0;
	}

	pending = bpf_map_lookup_elem(&sockets, &key);
	since_ns = pending && pending->since_ns ? __sync_lock_test_and_set(&pending->since_ns, 0) : 0;
	if (!since_ns) {
		f->unmatched++;
		return 0;
	}

	/* The clocks of two CPUs may be a hair apart. */
	passed_ns = (__s64)(bpf_ktime_get_ns() - since_ns);
	latency_ns = passed_ns > 0 ? (__u64)passed_ns : 0;
	f->count++;
	f->sum_ns += latency_ns;
	if (latency_ns > f->max_ns)
		f->max_ns = latency_ns;
	bucket = bucket_of(latency_ns);
#ifdef NO_ALU32
	/*
	 * Below -mcpu=v3 BPF has no 32-bit instructions: clang then narrows one copy of it for the comparison and
	 * another for the index, and the verifier, which cannot know them to be the same, refuses the index.
	 */
	barrier_var(bucket);
#endif
	if (bucket < BUCKETS) /* always; the verifier cannot know */
		f->buckets[bucket]++;
	return 0;
}

/*
 * The kernel reuses the memory of a closed socket for the next one. Without this, the next one would inherit
 * its predecessor's unanswered send, and the map would fill with the dead.
 */
static __always_inline int on_destroy(const void *sk)
{
	__u64 key = (__u64)sk;
	struct pending *pending;
	struct figures *f;

	f = figures_of_this_cpu();
	if (!f)
		return 0;
	f->events[HOOK_DESTROY]++;
	pending = bpf_map_lookup_elem(&sockets, &key);
	if (!pending)
		return 0;
	if (pending->since_ns)
		f->closed++;
	bpf_map_delete_elem(&sockets, &key);
	return 0;
}

#endif
