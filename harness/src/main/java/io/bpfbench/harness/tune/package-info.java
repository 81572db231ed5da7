// SPDX-License-Identifier: Apache-2.0

/// Setting a machine's BPF JIT up to stay so: the profiles, the file for every boot, and the way back.
///
/// The profiles stand in `deploy/sysctl.d`, and nowhere else. Everything stands behind a root
/// [java.nio.file.Path], as in [io.bpfbench.harness.kernel].
@NullMarked
package io.bpfbench.harness.tune;

import org.jspecify.annotations.NullMarked;
