// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import io.bpfbench.reports.result.RunRecord;
import java.util.List;
import java.util.Optional;

/// Whether the instrument gives back what is known. Programs of different, known length stood on the hooks; what an
/// event cost must grow with their length by what one addition takes. Only the growth is judged: what an event costs
/// whatever the program's length (reading the clocks, the way in and out) has no known truth.
///
/// @param comparison the run as every report sees it
/// @param lines one entry per kind of code
/// @param resolutions what this machine could see, one entry per metric that has a control
public record Calibration(Comparison comparison, List<Line> lines, List<Resolution> resolutions) {
    /// On the instruction clock each block's slope is within this share of the truth.
    public static final double TOLERANCE = 0.01;

    /// On the wall clock an interval with a half width of more than this share shows nothing.
    public static final double WIDEST = 0.05;

    public Calibration {
        lines = List.copyOf(lines);
        resolutions = List.copyOf(resolutions);
    }

    /// What came of holding a slope against its truth.
    public enum Outcome {
        /// The slope is the truth's, as far as can be seen.
        PASS("pass"),
        FAIL("FAIL"),
        /// It is as well possible as not.
        INCONCLUSIVE("inconclusive"),
        /// No truth is known, or the code cannot be run here.
        NOT_JUDGED("not judged");

        private final String label;

        Outcome(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    /// One kind of code, as settings make it.
    ///
    /// @param code the settings, such as `jit=1 harden=0`
    /// @param slope what one addition costs, in the clock's unit
    /// @param truth what it must cost
    /// @param truthSource where the truth is from, or why there is none
    /// @param ratio slope ÷ truth, block by block
    /// @param reason one sentence on the outcome; empty when it passed
    public record Line(
            String code,
            Optional<Estimate> slope,
            Optional<Estimate> truth,
            String truthSource,
            Optional<Estimate> ratio,
            Outcome outcome,
            String reason) {}

    /// What could be seen in one metric, from trials of the same thing.
    ///
    /// @param floor the widest of the metric's controls
    /// @param deviation of an effect from block to block, as the control's differences tell it
    /// @param quick the smallest true effect that 6 blocks find with a chance of 80 %
    /// @param full the same of 20 blocks
    public record Resolution(NoiseFloor floor, String unit, double deviation, double quick, double full) {}

    /// @throws ComparisonException when the record contradicts itself
    public static Calibration of(RunRecord record) {
        return new Calibrator(record).calibrate();
    }

    /// The lengths of the programs, in additions.
    public List<Integer> lengths() {
        return Calibrator.lengths(comparison.record().started().design().cells());
    }

    /// All lines together: one failure fails, and nothing judged passes nothing.
    public Outcome outcome() {
        List<Outcome> judged = lines.stream()
                .map(Line::outcome)
                .filter(outcome -> outcome != Outcome.NOT_JUDGED)
                .toList();
        if (judged.contains(Outcome.FAIL)) {
            return Outcome.FAIL;
        }
        return judged.isEmpty() || judged.contains(Outcome.INCONCLUSIVE) ? Outcome.INCONCLUSIVE : Outcome.PASS;
    }
}
