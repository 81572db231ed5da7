// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

/// The native instructions of an arithmetic program, run in user space beside the trial: what the program's cost must
/// grow by, timed without BPF and without the kernel's statistics.
///
/// @param runs how often the chain ran
/// @param nanos how long all the runs took
public record Chain(long runs, long nanos) {
    public Chain {
        if (runs < 1 || nanos < 0) {
            throw new IllegalArgumentException(
                    "a chain runs at least once and takes no negative time, not " + runs + " runs in " + nanos + " ns");
        }
    }

    /// The same chain in two parts.
    public Chain plus(Chain other) {
        return new Chain(runs + other.runs, nanos + other.nanos);
    }
}
