// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

import java.util.List;

/// What JMH measured of one program in one JVM.
///
/// @param round from 1
/// @param repeat runs of the program in each system call
/// @param scores nanoseconds a system call, of each measured iteration, in their order
/// @param loaded what the kernel made of the program
/// @param attestation the settings before and after
public record MicroScore(
        int round, Cell cell, int repeat, List<Double> scores, MicroProgram loaded, Attestation attestation) {
    public MicroScore {
        scores = List.copyOf(scores);
        if (repeat < 1 || scores.isEmpty()) {
            throw new IllegalArgumentException("a score is of one run or more, and there is one or more");
        }
    }
}
