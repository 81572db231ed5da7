// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.matrix;

import io.bpfbench.reports.result.Level;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// One thing that a run can vary.
public enum Dimension {
    /// `net.core.bpf_jit_enable`. Level 2 (debug output in the kernel log) exists, but is measured only when asked
    /// for: the kernel's documentation keeps it for JIT developers.
    JIT("jit", List.of("1", "0"), List.of("0", "1", "2")),
    /// `net.core.bpf_jit_harden`: constant blinding for nobody, for loaders without CAP_BPF, for everybody.
    HARDEN("harden", List.of("0", "1", "2"), List.of("0", "1", "2")),
    /// How many copies of the probe are attached: the slope over them is the cost of one, also where one alone
    /// drowns in noise. A kernel function takes 38 fentry programs (`BPF_MAX_TRAMP_LINKS`, include/linux/bpf.h).
    STACK(
            "stack",
            List.of("1", "4", "16"),
            IntStream.rangeClosed(1, 38).mapToObj(Integer::toString).toList()),
    /// `net.core.bpf_jit_kallsyms`: whether `/proc/kallsyms` names the programs that the JIT compiled.
    KALLSYMS("kallsyms", List.of("1", "0"), List.of("0", "1")),
    /// How the probe is attached, in place of one kind for the whole run.
    ATTACH("attach", List.of("fentry", "kprobe", "raw_tp"), List.of("fentry", "kprobe", "raw_tp")),
    /// clang's level of optimisation for the probe.
    OPT("opt", List.of("O2", "O1", "O3", "Os"), List.of("O1", "O2", "O3", "Os")),
    /// The BPF instruction set that clang may use for the probe. v4 is known from clang 17 on.
    MCPU("mcpu", List.of("v3", "v1", "v2", "v4"), List.of("v1", "v2", "v3", "v4"));

    private final String word;
    private final List<String> usualLevels;
    private final List<String> knownLevels;

    Dimension(String word, List<String> usualLevels, List<String> knownLevels) {
        this.word = word;
        this.usualLevels = usualLevels;
        this.knownLevels = knownLevels;
    }

    /// The name on the command line and in every file.
    public String word() {
        return word;
    }

    /// The levels of a run that names the dimension and no levels, in table order.
    public List<String> usualLevels() {
        return usualLevels;
    }

    /// Every level that can be asked for.
    public List<String> knownLevels() {
        return knownLevels;
    }

    /// Whether this is a level of it.
    boolean named(Level level) {
        return level.dimension().equals(word);
    }

    /// @throws MatrixException when there is no such dimension
    public static Dimension of(String word) {
        return Arrays.stream(values())
                .filter(dimension -> dimension.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new MatrixException("there is no dimension '" + word + "'; the dimensions are "
                        + Arrays.stream(values()).map(Dimension::word).collect(Collectors.joining(", "))));
    }
}
