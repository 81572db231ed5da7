// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfbench.reports.result.CpuFigures;
import io.bpfbench.reports.result.HistogramData;
import io.bpfbench.reports.result.LoadFigures;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class MarksTest {
    @Test
    void aGoodTrialHasNone() {
        assertThat(Marks.of(new WarmUp(true, 1), load(99_900, Map.of(), 1_000, 0.5), cpu(0)))
                .isEmpty();
    }

    @Test
    void eachRuleHasItsSentence() {
        WarmUp settled = new WarmUp(true, 1);
        assertThat(Marks.of(new WarmUp(false, 2_000_000_000), load(100_000, Map.of(), 0, 0.5), cpu(0)))
                .containsExactly("the load had not settled after 2.0 s of warm-up");
        assertThat(Marks.of(settled, load(71_234, Map.of(), 0, 0.5), cpu(0)))
                .containsExactly("rate not held: achieved 71,234 of 100,000 requests/s");
        assertThat(Marks.of(settled, load(100_000, Map.of("closed", 3L, "status_5xx", 12L), 0, 0.5), cpu(0)))
                .containsExactly("errors in the window: closed 3, status_5xx 12");
        assertThat(Marks.of(settled, load(100_000, Map.of(), 20_000_000, 0.5), cpu(0)))
                .singleElement()
                .asString()
                .startsWith("behind schedule: 1 request in 100 was sent 20.0 ms late");
        assertThat(Marks.of(settled, load(100_000, Map.of(), 0, 0.99), cpu(0)))
                .containsExactly("the load generator's own thread was saturated (99 % busy)");
        assertThat(Marks.of(settled, load(100_000, Map.of(), 0, 0.5), cpu(0.048)))
                .containsExactly("the hypervisor took 4.8 % of the CPUs (steal)");
    }

    private static LoadFigures load(double achieved, Map<String, Long> errors, long lagNanos, double busiest) {
        Histogram lag = new Histogram(3);
        lag.recordValue(lagNanos);
        HistogramData data = HistogramData.of(lag);
        return new LoadFigures(1_000_000_000, 100_000, achieved, (long) achieved, errors, data, data, busiest);
    }

    private static CpuFigures cpu(double steal) {
        return new CpuFigures(1_000_000_000, List.of(new CpuFigures.Share(0, 0.5, 0, steal, 0)), 0, 0);
    }
}
