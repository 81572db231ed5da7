// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.trial;

import io.bpfbench.harness.kernel.KernelFiles;
import io.bpfbench.harness.kernel.SettingsLease;
import java.nio.file.Path;

/// What every trial on one machine works with.
///
/// @param files the machine's kernel files
/// @param lease the settings, held until the run ends
/// @param probe the `latency-probe` executable
/// @param target the service that the load asks
public record Workbench(KernelFiles files, SettingsLease lease, Path probe, Target target) {}
