// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.http;

/// When each request of one thread is due, and when the thread looks at its schedule.
///
/// Request `k` of the whole load is due at `start + k / rate`; thread `i` of `n` sends those with `k mod n = i`, so
/// the threads together keep the one schedule at any rate, also below one request a thread and second. Due times come
/// from `k`, not from the request before: they do not drift and know nothing of how late earlier requests were.
///
/// The schedule is looked at no more often than once per `wakeUpNanos`, at exactly the due time where requests are
/// further apart than that. All that have fallen due are sent then.
final class Pacer {
    private final long startNanos;
    private final double periodNanos;
    private final long stride;
    private final long wakeUpNanos;
    private long index;
    private long nextDueNanos;
    private long lookAtNanos;

    /// @param startNanos when request 0 is due, on the clock of `System.nanoTime`
    /// @param ratePerSecond over all threads
    Pacer(long startNanos, double ratePerSecond, int thread, int threads, long wakeUpNanos) {
        this.startNanos = startNanos;
        this.periodNanos = 1e9 / ratePerSecond;
        this.stride = threads;
        this.wakeUpNanos = wakeUpNanos;
        this.index = thread;
        this.nextDueNanos = due(thread);
        this.lookAtNanos = nextDueNanos;
    }

    /// When the next request that has not been taken is due.
    long nextDueNanos() {
        return nextDueNanos;
    }

    /// When to look at the schedule next.
    long lookAtNanos() {
        return lookAtNanos;
    }

    /// The schedule was looked at: sets the next look one wake-up later, or at the next due time if that is later
    /// still. A thread that is late by more than a wake-up does not make up for the looks it missed.
    void looked(long nowNanos) {
        lookAtNanos += wakeUpNanos;
        if (lookAtNanos - nowNanos < 0) {
            lookAtNanos = nowNanos;
        }
        if (lookAtNanos - nextDueNanos < 0) {
            lookAtNanos = nextDueNanos;
        }
    }

    /// Takes the next request from the schedule.
    void take() {
        index += stride;
        nextDueNanos = due(index);
    }

    /// Takes all requests due before `nanos`.
    ///
    /// @return how many
    long skipBefore(long nanos) {
        if (nextDueNanos - nanos >= 0) {
            return 0;
        }
        long first = index;
        long wholeStrides = (long) ((nanos - nextDueNanos) / periodNanos) / stride;
        // One short of the estimate, then step by step: rounding decides nothing.
        index += Math.max(0, wholeStrides - 1) * stride;
        nextDueNanos = due(index);
        while (nextDueNanos - nanos < 0) {
            take();
        }
        return (index - first) / stride;
    }

    /// Requests due up to now that have not been taken.
    long behind(long nowNanos) {
        if (nextDueNanos - nowNanos > 0) {
            return 0;
        }
        return (long) (((nowNanos - nextDueNanos) / periodNanos) / stride) + 1;
    }

    private long due(long k) {
        return startNanos + (long) (k * periodNanos);
    }
}
