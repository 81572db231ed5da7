// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.probe;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What is to be loaded and attached.
///
/// @param attach `auto`, `fentry`, `kprobe` or `raw_tp`
/// @param variant which programs
/// @param stack how many copies of them stand in the same places, each with maps of its own, 1 to [#MOST_COPIES]
/// @param length additions in each program of [Variant#ARITHMETIC], 1 to [#LONGEST]; 0 for the other variants
/// @param kallsyms whether the programs are looked up in `/proc/kallsyms`, which takes a while
/// @param object where the programs are taken from, in place of the object inside the probe
public record ProbeSpec(
        String attach, Variant variant, int stack, int length, boolean kallsyms, Optional<ProbeObject> object) {
    /// As many as a kernel takes by every attach kind: a trampoline has places for 38 programs
    /// (`BPF_MAX_TRAMP_LINKS`, include/linux/bpf.h).
    public static final int MOST_COPIES = 38;

    /// As many additions as the probe makes.
    public static final int LONGEST = 100_000;

    public ProbeSpec {
        if (stack < 1 || stack > MOST_COPIES) {
            throw new IllegalArgumentException("a probe is stacked 1 to " + MOST_COPIES + " times, not " + stack);
        }
        int shortest = variant == Variant.ARITHMETIC ? 1 : 0;
        int longest = variant == Variant.ARITHMETIC ? LONGEST : 0;
        if (length < shortest || length > longest) {
            throw new IllegalArgumentException("a probe of the variant " + variant.word() + " has " + shortest + " to "
                    + longest + " additions, not " + length);
        }
    }

    /// Programs without additions.
    public ProbeSpec(String attach, Variant variant, int stack) {
        this(attach, variant, stack, 0, false, Optional.empty());
    }

    /// The probe itself, once.
    public static ProbeSpec latency(String attach) {
        return new ProbeSpec(attach, Variant.LATENCY, 1);
    }

    /// The same places with programs that only add, one addition after the other.
    public static ProbeSpec arithmetic(String attach, int length) {
        return new ProbeSpec(attach, Variant.ARITHMETIC, 1, length, false, Optional.empty());
    }

    /// The same, with a look into `/proc/kallsyms` when it is attached.
    public ProbeSpec withKallsyms() {
        return new ProbeSpec(attach, variant, stack, length, true, object);
    }

    /// The same, compiled in another way.
    public ProbeSpec compiledAs(ProbeObject other) {
        return new ProbeSpec(attach, variant, stack, length, kallsyms, Optional.of(other));
    }

    /// The same places with programs that do nothing.
    public ProbeSpec emptied() {
        return new ProbeSpec(attach, Variant.EMPTY, stack, 0, false, object);
    }

    /// As options of the `latency-probe` executable.
    List<String> options(Path binary) {
        List<String> options = new ArrayList<>(
                List.of("--attach", attach, "--variant", variant.word(), "--stack", Integer.toString(stack)));
        if (length > 0) {
            options.addAll(List.of("--length", Integer.toString(length)));
        }
        if (kallsyms) {
            options.add("--kallsyms");
        }
        object.ifPresent(compiled ->
                options.addAll(List.of("--object", compiled.beside(binary).toString())));
        return options;
    }
}
