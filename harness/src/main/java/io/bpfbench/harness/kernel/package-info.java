// SPDX-License-Identifier: Apache-2.0

/// What the kernel is told and what it tells: the BPF settings, the lease that brings them back, the lock that
/// keeps runs apart, and the description of the machine.
///
/// Everything stands behind a root [java.nio.file.Path] (`/` in earnest), so that files saved from a real kernel
/// serve as fixtures. All failures are [io.bpfbench.harness.kernel.KernelException]s whose message is one sentence
/// for the user.
@NullMarked
package io.bpfbench.harness.kernel;

import org.jspecify.annotations.NullMarked;
