// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.bpfbench.reports.Altered;
import io.bpfbench.reports.SyntheticRun;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Declarations;
import io.bpfbench.reports.result.RunRecord;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FalsePositivesTest {
    private static final Cell HARDENED = SyntheticRun.HARDEN_2;

    /// Trials whose cells truly differ: every comparison finds it, which is what the count counts.
    @Test
    void everyComparisonThatClaimsSomethingIsCounted() {
        RunRecord record = SyntheticRun.host(12, 5).record();
        FalsePositives found = FalsePositives.of(record, 6);
        assertThat(found.comparisons()).isEqualTo(2);
        assertThat(found.claiming()).isEqualTo(2);
        assertThat(found.significant()).isEqualTo(2);
        assertThat(found.claims()).anyMatch(claim -> claim.startsWith("comparison 2: cost_per_event of jit=0"));
        assertThat(found.rate().low()).isCloseTo(0.15811, within(1e-5));
        assertThat(found.tooMany()).isTrue();
    }

    /// A margin declared for the run holds in each of its comparisons.
    @Test
    void whatWasDeclaredHoldsInEveryComparison() {
        Declarations wide = new Declarations(
                0, Map.of("cpu_overhead", 90.0, "latency_added_p99", 90_000.0, "cost_per_event", 90_000.0));
        RunRecord record = Altered.design(SyntheticRun.host(12, 5).record(), design -> design.withDeclared(wide));
        assertThat(FalsePositives.of(record, 6).claiming()).isZero();
    }

    @Test
    void blocksThatFillNoComparisonAreLeftOut() {
        assertThat(FalsePositives.of(SyntheticRun.host(7, 5).record(), 3).comparisons())
                .isEqualTo(2);
        assertThatThrownBy(() -> FalsePositives.of(SyntheticRun.host(2, 5).record(), 3))
                .isInstanceOf(ComparisonException.class)
                .hasMessageContaining("no comparison of 3 blocks");
    }

    @Test
    void aLostTrialBelongsToItsComparison() {
        RunRecord record = Altered.without(SyntheticRun.host(6, 5).record(), 5, HARDENED, "it broke off");
        assertThat(FalsePositives.of(record, 3).comparisons()).isEqualTo(2);
    }

    /// SciPy 1.17: `binomtest(k, n).proportion_ci(method="exact")`.
    @Test
    void theRatesIntervalIsThatOfClopperAndPearson() {
        for (List<Double> known : List.of(
                List.of(0.0, 20.0, 0.0, 0.1684335),
                List.of(1.0, 20.0, 0.0012651, 0.2487328),
                List.of(5.0, 100.0, 0.0164319, 0.1128349),
                List.of(10.0, 10.0, 0.6915029, 1.0))) {
            Interval interval = FalsePositives.clopperPearson(
                    known.get(0).intValue(), known.get(1).intValue(), 0.95);
            assertThat(interval.low()).isCloseTo(known.get(2), within(1e-7));
            assertThat(interval.high()).isCloseTo(known.get(3), within(1e-7));
        }
    }
}
