// SPDX-License-Identifier: Apache-2.0

/// The HTTP load generator and the HTTP target it may be pointed at.
@NullMarked
package io.bpfbench.workloads.http;

import org.jspecify.annotations.NullMarked;
