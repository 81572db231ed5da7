// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.lab;

import io.bpfbench.reports.result.Clock;
import java.time.Duration;
import java.util.List;

/// How QEMU runs a guest's instructions, which decides what the guest's clock counts.
public enum Accelerator {
    /// On the processor itself: a nanosecond is a nanosecond.
    KVM(Clock.WALL, new HelloLimit(Duration.ofSeconds(15), Duration.ofSeconds(15))),
    /// Emulated and counted: a nanosecond is one instruction of the guest's only processor, exactly.
    TCG(Clock.INSTRUCTIONS, new HelloLimit(Duration.ofMinutes(5), Duration.ofSeconds(60)));

    private final Clock clock;
    private final HelloLimit helloLimit;

    Accelerator(Clock clock, HelloLimit helloLimit) {
        this.clock = clock;
        this.helloLimit = helloLimit;
    }

    public Clock clock() {
        return clock;
    }

    HelloLimit helloLimit() {
        return helloLimit;
    }

    /// Whether guests disturb each other's figures when they run side by side.
    boolean sharesTime() {
        return this == KVM;
    }

    /// QEMU's options for it.
    ///
    /// @param seed of the random numbers that an emulator hands to its guest
    List<String> options(long seed, int processors) {
        return switch (this) {
            case KVM -> List.of("-accel", "kvm", "-cpu", "host", "-smp", Integer.toString(processors));
            // shift=0: one instruction, one nanosecond. sleep=off: an idle guest's clock jumps to its next timer
            // instead of waiting for it. clock=vm: the date follows the same clock.
            //
            // Left out of all that can be emulated: five-level page tables, which every page walk pays for, and ERMS,
            // with which the kernel copies by 'rep movsb', an instruction for every byte.
            case TCG ->
                List.of(
                        "-accel",
                        "tcg,thread=single",
                        "-icount",
                        "shift=0,sleep=off",
                        "-cpu",
                        "max,-la57,-erms",
                        "-smp",
                        "1",
                        "-rtc",
                        "base=utc,clock=vm",
                        "-seed",
                        Integer.toUnsignedString(Long.hashCode(seed)));
        };
    }

    /// Options for the guest's kernel beside the console. What the distribution chose (mitigations above all) stays.
    List<String> kernelOptions() {
        return switch (this) {
            case KVM -> List.of();
            // The time-stamp counter runs at 1 GHz by definition here: nothing to calibrate, nothing to watch. The
            // processor's own timer would be calibrated by a loop of 'pause' and 'rdtsc', each of which breaks the
            // emulator off: nearly three of the seven seconds that Linux 6.1 took to boot. The HPET has a frequency
            // by definition too.
            case TCG ->
                List.of("tsc_early_khz=1000000", "tsc=reliable", "nowatchdog", "nolapic_timer", "no_timer_check");
        };
    }
}
