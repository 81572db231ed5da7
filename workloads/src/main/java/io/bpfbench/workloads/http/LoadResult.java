// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.http;

import java.util.List;

/// What a [LoadRun] found.
///
/// @param total the windows taken together
/// @param intervals the windows one by one, in order
/// @param processCpuNanos processor time of this whole process in the windows, user and system, to 10 ms: load
///     threads, compiler, collector and what else it did
public record LoadResult(LoadSpec spec, LoadWindow total, List<Interval> intervals, long processCpuNanos) {
    public LoadResult {
        intervals = List.copyOf(intervals);
    }

    /// One window in short.
    ///
    /// @param threadAchievedPerSecond per load thread, its responses per second
    /// @param latencyP50Nanos median latency from the intended start
    /// @param latencyP99Nanos 99th percentile of it
    public record Interval(
            long nanos, List<Double> threadAchievedPerSecond, long latencyP50Nanos, long latencyP99Nanos) {
        public Interval {
            threadAchievedPerSecond = List.copyOf(threadAchievedPerSecond);
        }
    }
}
