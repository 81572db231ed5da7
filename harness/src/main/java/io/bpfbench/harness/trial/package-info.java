// SPDX-License-Identifier: Apache-2.0

/// One trial: settings, probe, load and samplers brought together, and the proof that the settings were in force.
@NullMarked
package io.bpfbench.harness.trial;

import org.jspecify.annotations.NullMarked;
