// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import io.bpfbench.reports.result.Cell;
import java.util.Optional;

/// What loading a chain of additions takes.
///
/// @param length its additions
/// @param load the `BPF_PROG_LOAD` call, over rounds
/// @param verifier the verifier's part of it, where the kernel tells
/// @param jitedBytes native code, in the first round
public record MicroLoading(Cell cell, int length, Estimate load, Optional<Estimate> verifier, long jitedBytes) {}
