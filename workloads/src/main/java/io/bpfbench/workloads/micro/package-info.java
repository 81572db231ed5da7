// SPDX-License-Identifier: Apache-2.0

/// Micro-benchmarks: single BPF programs, run by the kernel on request and timed by JMH.
@NullMarked
package io.bpfbench.workloads.micro;

import org.jspecify.annotations.NullMarked;
