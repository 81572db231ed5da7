// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfbench.reports.Altered;
import io.bpfbench.reports.ExactRun;
import io.bpfbench.reports.SyntheticRun;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.RunRecord;
import io.bpfbench.reports.stats.Comparison;
import io.bpfbench.reports.stats.DoseResponse;
import io.bpfbench.reports.stats.Inference;
import io.bpfbench.reports.stats.Metric;
import io.bpfbench.reports.stats.Row;
import io.bpfbench.reports.stats.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What the verdict's sentence says of stacked probes.
class HeadlineDoseTest {
    /// A copy's event costs what it costs alone; what a further copy costs is its own question.
    @Test
    void moreCopiesAreADose() {
        assertThat(HeadlineTest.headline(SyntheticRun.stacked(6, 7, 1).record()))
                .isEqualTo("Against jit=1 harden=0 stack=1, harden=2 costs 12.09 ns an event more (+34 %, 95 "
                        + "% CI +32 to +36 %); each further probe costs 0.9018 points of CPU (95 % CI "
                        + "+0.8929 to +0.9106), with latency p99 +4.72 µs (+4.58 to +4.87).");
        assertThat(HeadlineTest.headline(ExactRun.stacked(6)))
                .isEqualTo("Each further probe costs 937 instructions a message (the same in every block).");
    }

    @Test
    void anUnprovenDoseIsNoClaim() {
        RunRecord record = SyntheticRun.stacked(6, 7, 1).record();
        for (int block = 1; block <= 6; block++) {
            record = HeadlineTest.unproven(record, block, SyntheticRun.cell("jit", "1", "harden", "0", "stack", "16"));
        }
        assertThat(HeadlineTest.headline(record))
                .contains("; stack=16 is unverified; ")
                .endsWith("; what each further probe costs cannot be told.");
    }

    /// The hardened probe has a slope, and is not what all is set against.
    @Test
    void theDoseIsOfTheReferencesKind() {
        RunRecord record = SyntheticRun.stacked(6, 7, 1).record();
        for (int block = 1; block <= 6; block++) {
            record = Altered.without(
                    record, block, SyntheticRun.cell("jit", "1", "harden", "0", "stack", "16"), "no memory");
        }
        assertThat(Comparison.of(record).doses()).isNotEmpty();
        assertThat(HeadlineTest.headline(record)).endsWith("; what each further probe costs cannot be told.");
    }

    /// Up in one block, down in the next, a little further down on the whole.
    @Test
    void aDoseThatIsNotFoundIsNoFigure() {
        RunRecord record = SyntheticRun.stacked(6, 7, 0).record();
        for (int block = 1; block <= 6; block++) {
            double slope = block % 2 == 0 ? 0.001 : -0.0015;
            for (int copies : List.of(1, 4, 16)) {
                Cell cell = SyntheticRun.cell("jit", "1", "harden", "0", "stack", Integer.toString(copies));
                record = Altered.busy(record, block, cell, 0.42 + copies * slope);
            }
        }
        Inference inference = Comparison.of(record).doses().stream()
                .map(DoseResponse::slope)
                .filter(row -> row.metric() == Metric.CPU_OVERHEAD)
                .findFirst()
                .flatMap(Row::inference)
                .orElseThrow();
        assertThat(inference.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(HeadlineTest.headline(record))
                .endsWith("each further probe is inconclusive (differences below "
                        + Numbers.rough(inference.detectable()) + " points of CPU can go unseen).")
                .doesNotContain("probe costs -");
    }
}
