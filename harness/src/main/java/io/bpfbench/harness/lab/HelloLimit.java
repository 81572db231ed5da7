// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.lab;

import java.time.Duration;

/// When to give a guest up that has not said hello.
///
/// @param elapsed after this much real time, or
/// @param used after QEMU has used this much CPU time: an emulated guest on a busy machine is late, not dead
record HelloLimit(Duration elapsed, Duration used) {}
