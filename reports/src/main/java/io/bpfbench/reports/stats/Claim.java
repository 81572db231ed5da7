// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import io.bpfbench.reports.result.Cell;
import java.util.List;

/// A figure that the guide claims, and what in a run would test it.
///
/// @param section where it stands in the guide
/// @param statement what is claimed, in our own words
public record Claim(String section, String statement, Test test) {

    /// The settings that the guide speaks of. A cell that leaves a dimension out runs with the JIT on and nothing
    /// hardened.
    public enum Setup {
        JIT("jit=1 harden=0", "1", "0"),
        HARDEN_1("jit=1 harden=1", "1", "1"),
        HARDEN_2("jit=1 harden=2", "1", "2"),
        INTERPRETER("jit=0", "0", "0");

        private final String label;
        private final String jit;
        private final String harden;

        Setup(String label, String jit, String harden) {
            this.label = label;
            this.jit = jit;
            this.harden = harden;
        }

        public String label() {
            return label;
        }

        boolean is(Cell cell) {
            return cell.value("jit").orElse("1").equals(jit)
                    && cell.value("harden").orElse("0").equals(harden);
        }
    }

    /// What would tell whether a claim holds.
    public sealed interface Test {}

    /// One setup's figure over another's, which neither clock nor machine has a unit in. It is confirmed when the
    /// interval of the measured ratio lies wholly between `low` and `high`, refuted when it lies wholly outside.
    ///
    /// @param low the least ratio that is still what was claimed; the ratio is above it
    /// @param high the largest; the ratio is below it
    /// @param range how the two come out of the guide's figures
    public record Ratio(Metric metric, Setup of, Setup to, double low, double high, String range) implements Test {
        public Ratio {
            if (!(low > 0 && low < high)) {
                throw new IllegalArgumentException("a claimed ratio lies between two numbers above 0, the lower first");
            }
        }
    }

    /// The code of one level of the compiler's optimisation, smaller than that of another. Code is compared and not
    /// measured, so one block will do.
    ///
    /// @param of a level of `opt`
    /// @param than another
    public record SmallerCode(String of, String than) implements Test {}

    /// Nothing in a run of this kind: the claim stands beside what was measured and is not judged.
    ///
    /// @param reason one sentence
    /// @param beside the setups whose figures come nearest to what is claimed
    /// @param metrics in which they do
    public record NotHere(String reason, List<Setup> beside, List<Metric> metrics) implements Test {
        public NotHere {
            beside = List.copyOf(beside);
            metrics = List.copyOf(metrics);
        }
    }
}
