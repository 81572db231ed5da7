// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import io.bpfbench.reports.result.Program;
import io.bpfbench.reports.result.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.LongSummaryStatistics;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;

/// How much code one more addition makes, from the sizes that the kernel gives: the proof of how many native
/// instructions it is.
///
/// The JIT for x86-64 (`do_jit`, arch/x86/net/bpf_jit_comp.c) makes of `r0 += 7` one `add rax, 7` of four bytes.
/// Blinding (`bpf_jit_blind_insn`, kernel/bpf/core.c) makes three instructions of it first, which move a random
/// number to a register, xor it with another and add the register; the JIT makes one native instruction of each,
/// of 6 or 7 (a negative number takes one byte more), 7 and 3 bytes.
///
/// @param bytecodeBytes least and most growth of the bytecode for an addition
/// @param nativeBytes least and most growth of the native code for an addition
record CodeGrowth(boolean interpreted, Interval bytecodeBytes, Interval nativeBytes) {
    private static final double INSTRUCTION_BYTES = 8;
    private static final double BLINDED_INSTRUCTIONS = 3;
    private static final Interval PLAIN = new Interval(4, 4);
    private static final Interval BLINDED = new Interval(16, 17);

    /// @param trials by the length of their programs, of two lengths or more
    static CodeGrowth of(SortedMap<Integer, List<Trial>> trials) {
        int shortest = trials.firstKey();
        Sizes base = Sizes.of(trials.firstEntry().getValue());
        List<Interval> bytecode = new ArrayList<>();
        List<Interval> code = new ArrayList<>();
        trials.tailMap(shortest + 1).forEach((length, longer) -> {
            Sizes sizes = Sizes.of(longer);
            bytecode.add(growth(base.bytecode(), sizes.bytecode(), length - shortest));
            code.add(growth(base.code(), sizes.code(), length - shortest));
        });
        return new CodeGrowth(base.code().high() == 0, hull(bytecode), hull(code));
    }

    /// Whether the kernel rewrote the additions before it compiled them.
    boolean blinded() {
        return bytecodeBytes.low() > INSTRUCTION_BYTES;
    }

    /// Native instructions that an addition is.
    double instructions() {
        return blinded() ? BLINDED_INSTRUCTIONS : 1;
    }

    /// What is not as known, when something is not.
    Optional<String> wrong() {
        Interval expected = blinded() ? BLINDED : PLAIN;
        double expectedBytecode = INSTRUCTION_BYTES * instructions();
        if (bytecodeBytes.low() != expectedBytecode || bytecodeBytes.high() != expectedBytecode) {
            return Optional.of("an addition grew the bytecode by " + described(bytecodeBytes) + " bytes and not by "
                    + described(new Interval(expectedBytecode, expectedBytecode)));
        }
        if (nativeBytes.low() < expected.low() || nativeBytes.high() > expected.high()) {
            return Optional.of("an addition grew the native code by " + described(nativeBytes) + " bytes and not by "
                    + described(expected) + ": the JIT does not make the known instructions of it");
        }
        return Optional.empty();
    }

    /// Such as `1 native instruction of 4 bytes`.
    String described() {
        return blinded()
                ? "3 native instructions in " + described(nativeBytes) + " bytes"
                : "1 native instruction of " + described(nativeBytes) + " bytes";
    }

    private static String described(Interval bytes) {
        String low = number(bytes.low());
        String high = number(bytes.high());
        return low.equals(high) ? low : low + " to " + high;
    }

    private static String number(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.2f", value);
    }

    private static Interval growth(Interval from, Interval to, int additions) {
        return new Interval((to.low() - from.high()) / additions, (to.high() - from.low()) / additions);
    }

    private static Interval hull(List<Interval> parts) {
        return new Interval(
                parts.stream().mapToDouble(Interval::low).min().orElseThrow(),
                parts.stream().mapToDouble(Interval::high).max().orElseThrow());
    }

    /// Least and most over the programs of all trials.
    private record Sizes(Interval bytecode, Interval code) {
        static Sizes of(List<Trial> trials) {
            return new Sizes(
                    range(programs(trials).mapToLong(Program::xlatedBytes).summaryStatistics()),
                    range(programs(trials).mapToLong(Program::jitedBytes).summaryStatistics()));
        }

        private static Stream<Program> programs(List<Trial> trials) {
            return trials.stream().flatMap(trial -> trial.probe().stream()).flatMap(probe -> probe.programs().stream());
        }

        private static Interval range(LongSummaryStatistics sizes) {
            return sizes.getCount() == 0 ? new Interval(0, 0) : new Interval(sizes.getMin(), sizes.getMax());
        }
    }
}
