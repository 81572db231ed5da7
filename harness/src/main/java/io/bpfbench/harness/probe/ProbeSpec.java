// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.probe;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What is to be loaded and attached.
///
/// @param attach `auto`, `fentry`, `kprobe` or `raw_tp`; empty where the programs' own sections say it
/// @param variant which programs
/// @param stack how many copies of them stand in the same places, each with maps of its own, 1 to [#MOST_COPIES]
/// @param length additions in each program of [Variant#ARITHMETIC], 1 to [#LONGEST]; 0 for the other variants
/// @param kallsyms whether the programs are looked up in `/proc/kallsyms`, which takes a while
/// @param source where the programs are taken from
public record ProbeSpec(String attach, Variant variant, int stack, int length, boolean kallsyms, Source source) {
    /// Where programs come from.
    public sealed interface Source {
        /// The object inside the probe.
        record Inside() implements Source {}

        /// The same, compiled in another way.
        record Compiled(ProbeObject object) implements Source {}

        /// An object that others made.
        record Own(OwnObject object) implements Source {}
    }

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
        this(attach, variant, stack, 0, false, new Source.Inside());
    }

    /// The probe itself, once.
    public static ProbeSpec latency(String attach) {
        return new ProbeSpec(attach, Variant.LATENCY, 1);
    }

    /// The same places with programs that only add, one addition after the other.
    public static ProbeSpec arithmetic(String attach, int length) {
        return new ProbeSpec(attach, Variant.ARITHMETIC, 1, length, false, new Source.Inside());
    }

    /// What a run measures.
    ///
    /// @param attach the attach kind of the latency probe, or `auto`
    /// @param object what is measured in its place
    public static ProbeSpec of(String attach, Optional<OwnObject> object) {
        return object.map(ProbeSpec::own).orElseGet(() -> latency(attach));
    }

    /// The programs of an object that others made, once.
    public static ProbeSpec own(OwnObject object) {
        return new ProbeSpec("", Variant.OWN, 1, 0, false, new Source.Own(object));
    }

    /// The same, attached in another way.
    public ProbeSpec by(String kind) {
        return new ProbeSpec(kind, variant, stack, length, kallsyms, source);
    }

    /// The same, so many times over.
    public ProbeSpec stacked(int copies) {
        return new ProbeSpec(attach, variant, copies, length, kallsyms, source);
    }

    /// The same, with a look into `/proc/kallsyms` when it is attached.
    public ProbeSpec withKallsyms() {
        return new ProbeSpec(attach, variant, stack, length, true, source);
    }

    /// The same, compiled in another way.
    public ProbeSpec compiledAs(ProbeObject other) {
        return new ProbeSpec(attach, variant, stack, length, kallsyms, new Source.Compiled(other));
    }

    /// The same places with programs that do nothing.
    public ProbeSpec emptied() {
        return new ProbeSpec(attach, Variant.EMPTY, stack, 0, false, source);
    }

    /// The command that starts it.
    ///
    /// @param probe the `latency-probe` executable, with what others it takes beside it
    /// @throws ProbeException when the object is not what it was
    List<String> command(Path probe) {
        List<String> command = new ArrayList<>(List.of(executable(probe).toString(), "--control"));
        if (!attach.isEmpty()) {
            command.addAll(List.of("--attach", attach));
        }
        command.addAll(List.of("--variant", variant.word(), "--stack", Integer.toString(stack)));
        if (length > 0) {
            command.addAll(List.of("--length", Integer.toString(length)));
        }
        if (kallsyms) {
            command.add("--kallsyms");
        }
        command.addAll(object(probe));
        return command;
    }

    private Path executable(Path probe) {
        return switch (source) {
            case Source.Inside ignored -> probe;
            case Source.Compiled ignored -> probe;
            case Source.Own ignored -> OwnObject.beside(probe);
        };
    }

    private List<String> object(Path probe) {
        return switch (source) {
            case Source.Inside() -> List.of();
            case Source.Compiled(ProbeObject object) ->
                List.of("--object", object.beside(probe).toString());
            case Source.Own(OwnObject object) -> {
                object.requireUnchanged();
                yield object.options();
            }
        };
    }
}
