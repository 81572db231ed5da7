// SPDX-License-Identifier: Apache-2.0

/// A micro run: programs loaded afresh under each cell's settings, timed by JMH, attested.
@NullMarked
package io.bpfbench.harness.micro;

import org.jspecify.annotations.NullMarked;
