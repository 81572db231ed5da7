// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.bpfbench.reports.Altered;
import io.bpfbench.reports.SyntheticRun;
import io.bpfbench.reports.result.Attestation;
import io.bpfbench.reports.result.RunRecord;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OverheadTest {
    /// By hand: 300,000 × 40 ns = 12 ms a second, 1.2 % of one CPU, 0.6 points of two.
    @Test
    void eventsTimesCostOverCpus() {
        assertThat(Overhead.points(300_000, 40, 2)).isCloseTo(0.6, within(1e-12));
        assertThat(Overhead.points(100_000, 1_000, 1)).isCloseTo(10, within(1e-12));
    }

    /// By hand: 0.2 % of a second over 100,000 events are 20 ns; 8.5 % over 20,000 are 4,250.
    @Test
    void theGuidesRowsImplyACostPerEvent() {
        assertThat(Overhead.published().stream().map(Overhead.Published::nanosPerCpu))
                .usingElementComparator((a, b) -> Math.abs(a - b) < 1e-9 ? 0 : 1)
                .containsExactly(20.0, 30.0, 500 / 9.0, 4_250.0);
    }

    @Test
    void aRunsOwnFiguresAreWorkedOut() {
        RunRecord lab = SyntheticRun.lab(3).record();
        List<Overhead.Worked> worked = Overhead.worked(Comparison.of(lab));
        assertThat(worked).hasSize(4);
        assertThat(worked.getFirst().points()).isCloseTo(300_000 * 36 / 1e7, within(1e-9));
        assertThat(worked.getFirst().cpus()).isEqualTo(1);
        RunRecord unverified = lab;
        for (int block = 1; block <= 3; block++) {
            unverified = Altered.attestation(
                    unverified, block, SyntheticRun.JIT, new Attestation(Map.of(), Map.of(), List.of("not proven")));
        }
        assertThat(Overhead.worked(Comparison.of(unverified)))
                .extracting(each -> each.cpu().cell())
                .doesNotContain(SyntheticRun.JIT);
        assertThat(Overhead.worked(Comparison.of(Altered.trials(lab, List.of()))))
                .isEmpty();
    }
}
