// SPDX-License-Identifier: Apache-2.0

/// What is to be compared, and in which order: dimensions and levels, the cells they span, and the seeded blocks in
/// which the trials are run.
@NullMarked
package io.bpfbench.harness.matrix;

import org.jspecify.annotations.NullMarked;
