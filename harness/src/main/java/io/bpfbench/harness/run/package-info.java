// SPDX-License-Identifier: Apache-2.0

/// A run as a whole: presets, the plan of its trials, the loop that runs them, and the journal on disk. The same loop
/// runs on this machine and inside a guest.
@NullMarked
package io.bpfbench.harness.run;

import org.jspecify.annotations.NullMarked;
