// SPDX-License-Identifier: Apache-2.0

/// Loaded programs as the kernel describes them: whether they are compiled, under which names, and their code.
@NullMarked
package io.bpfbench.harness.inspect;

import org.jspecify.annotations.NullMarked;
