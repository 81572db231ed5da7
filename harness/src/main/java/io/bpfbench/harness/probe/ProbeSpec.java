// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.probe;

import java.util.List;

/// What is to be loaded and attached.
///
/// @param attach `auto`, `fentry`, `kprobe` or `raw_tp`
/// @param variant which programs
/// @param stack how many copies of them stand in the same places, each with maps of its own, 1 to [#MOST_COPIES]
public record ProbeSpec(String attach, Variant variant, int stack) {
    /// As many as a kernel takes by every attach kind: a trampoline has places for 38 programs
    /// (`BPF_MAX_TRAMP_LINKS`, include/linux/bpf.h).
    public static final int MOST_COPIES = 38;

    public ProbeSpec {
        if (stack < 1 || stack > MOST_COPIES) {
            throw new IllegalArgumentException("a probe is stacked 1 to " + MOST_COPIES + " times, not " + stack);
        }
    }

    /// The probe itself, once.
    public static ProbeSpec latency(String attach) {
        return new ProbeSpec(attach, Variant.LATENCY, 1);
    }

    /// The same places with programs that do nothing.
    public ProbeSpec emptied() {
        return new ProbeSpec(attach, Variant.EMPTY, stack);
    }

    /// As options of the `latency-probe` executable.
    List<String> options() {
        return List.of("--attach", attach, "--variant", variant.word(), "--stack", Integer.toString(stack));
    }
}
