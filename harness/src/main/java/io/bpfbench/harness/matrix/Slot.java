// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.matrix;

import io.bpfbench.reports.result.Arm;

/// One place in the order of a run.
///
/// @param block from 1
/// @param position within the block, from 1
public record Slot(int block, int position, Arm arm) {}
