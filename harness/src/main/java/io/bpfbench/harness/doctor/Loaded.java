// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.doctor;

import java.util.Optional;

/// A program that does nothing, loaded and attached while it was looked at.
///
/// @param attach the attach kind
/// @param nativeBytes length of its compiled code; 0 when it is interpreted
/// @param symbol the name that `/proc/kallsyms` had for it, such as `bpf_prog_d35b94b4c0c10efb_empty_send_fentry`
public record Loaded(String attach, long nativeBytes, Optional<String> symbol) {}
