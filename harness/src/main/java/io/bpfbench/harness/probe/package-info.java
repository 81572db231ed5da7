// SPDX-License-Identifier: Apache-2.0

/// The latency probe as a child process: started with `--control`, spoken to a line at a time, heard as JSON lines.
@NullMarked
package io.bpfbench.harness.probe;

import org.jspecify.annotations.NullMarked;
