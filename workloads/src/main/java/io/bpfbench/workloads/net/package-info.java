// SPDX-License-Identifier: Apache-2.0

/// Non-blocking TCP sockets and the waiting for them, at the cost of the system calls themselves.
@NullMarked
package io.bpfbench.workloads.net;

import org.jspecify.annotations.NullMarked;
