// SPDX-License-Identifier: Apache-2.0

/// The command line: one class a command, exit codes, sentences for the user. Nothing stands on this package.
@NullMarked
package io.bpfbench.harness.cli;

import org.jspecify.annotations.NullMarked;
