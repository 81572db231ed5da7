// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import java.util.Optional;

/// What a run of one program takes in one cell over what it takes in another.
///
/// @param of the cell above the line
/// @param to the cell below it
/// @param value geometric mean of the rounds' ratios
/// @param ci95 its interval; empty from one round
public record MicroRatio(
        String program, Claim.Setup of, Claim.Setup to, double value, Optional<Interval> ci95, int rounds) {}
