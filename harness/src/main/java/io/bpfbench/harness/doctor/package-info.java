// SPDX-License-Identifier: Apache-2.0

/// Whether this machine is set up to run BPF probes well, and measure them: looked at
/// ([io.bpfbench.harness.doctor.Examination]), then judged ([io.bpfbench.harness.doctor.Diagnosis]).
///
/// Nothing here changes the machine. What can be found out only by loading a program is found out so.
@NullMarked
package io.bpfbench.harness.doctor;

import org.jspecify.annotations.NullMarked;
