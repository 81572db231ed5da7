// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.lab;

import java.nio.file.Path;
import java.time.Duration;

/// How one guest is booted.
///
/// @param kernel its kernel image
/// @param initramfs everything else in it
/// @param console file that its console is written to, made or overwritten
/// @param seed of what is random in an emulated guest
/// @param helloLimit it is ended when its first record has not come by then
/// @param silenceLimit it is ended when a further record is awaited for longer
record GuestSetup(
        Qemu qemu,
        Accelerator accelerator,
        Path kernel,
        Path initramfs,
        Path console,
        long seed,
        int processors,
        int memoryMebibytes,
        HelloLimit helloLimit,
        Duration silenceLimit) {}
