// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfbench.reports.Altered;
import io.bpfbench.reports.SyntheticRun;
import io.bpfbench.reports.result.HistogramData;
import io.bpfbench.reports.result.LoadFigures;
import io.bpfbench.reports.result.RunRecord;
import java.util.List;
import java.util.stream.LongStream;
import org.HdrHistogram.Histogram;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/// What a latency curve is of.
class LatencyCurveTest {
    private static final RunRecord HOST = SyntheticRun.host(6, 7).record();
    /// Of a histogram with three digits.
    private static final Percentage RESOLUTION = Percentage.withPercentage(0.2);

    /// Two trials of unlike latencies, four as they were, and none of the one whose load went wrong.
    @Test
    void theCurveHasEveryRequestOfTheTrialsThatCount() {
        RunRecord record = Altered.rate(HOST, 2, SyntheticRun.JIT, 0.9);
        Histogram slow = new Histogram(10_000_000_000L, 3);
        LongStream.rangeClosed(1, 15_000).forEach(i -> slow.recordValue(1_000 * i));
        record = Altered.load(record, 5, SyntheticRun.JIT, load -> latency(load, HistogramData.of(slow)));
        Histogram all = new Histogram(10_000_000_000L, 4);
        all.add(slow);
        record.trials().stream()
                .filter(trial -> trial.arm().equals(SyntheticRun.JIT) && trial.block() != 2 && trial.block() != 5)
                .forEach(trial ->
                        all.add(trial.http().orElseThrow().load().latency().toHistogram()));
        List<LatencyCurve> curves = LatencyCurve.all(Comparison.of(record));
        assertThat(curves).hasSize(6);
        LatencyCurve jit = curves.get(2);
        assertThat(jit.arm()).isEqualTo(SyntheticRun.JIT);
        assertThat(jit.requests()).isEqualTo(19_000).isEqualTo(all.getTotalCount());
        assertThat(jit.medianNanos()).isCloseTo((double) all.getValueAtPercentile(50), RESOLUTION);
        assertThat(jit.at(1))
                .hasValueSatisfying(
                        p90 -> assertThat(p90).isCloseTo((double) all.getValueAtPercentile(90), RESOLUTION));
        assertThat(jit.at(4))
                .hasValueSatisfying(
                        p9999 -> assertThat(p9999).isCloseTo((double) all.getValueAtPercentile(99.99), RESOLUTION));
        assertThat(jit.at(5)).isEmpty();
        assertThat(jit.points()).isSortedAccordingTo((a, b) -> Double.compare(a.nines(), b.nines()));
        assertThat(jit.maxNanos()).isCloseTo(15_000_000, RESOLUTION);
    }

    /// Of ten thousand requests one is slower than the 99.99th percentile.
    @Test
    void thePercentileOfOneInTenThousandIsNotTheSlowest() {
        Histogram histogram = new Histogram(10_000_000_000L, 3);
        LongStream.range(0, 9_999).forEach(ignored -> histogram.recordValue(1_000));
        histogram.recordValue(2_000_000);
        RunRecord record = Altered.load(
                SyntheticRun.lab(1).record(), 1, SyntheticRun.JIT, load -> latency(load, HistogramData.of(histogram)));
        LatencyCurve jit = LatencyCurve.all(Comparison.of(record)).get(2);
        assertThat(jit.at(4)).hasValue(1_000.0);
        assertThat(jit.maxNanos()).isCloseTo(2_000_000, RESOLUTION);
    }

    private static LoadFigures latency(LoadFigures load, HistogramData latency) {
        return new LoadFigures(
                load.windowNanos(),
                load.targetPerSecond(),
                load.achievedPerSecond(),
                load.requests(),
                load.errors(),
                latency,
                load.scheduleLag(),
                load.busiestThreadShare());
    }

    /// Figures of different attach kinds are not averaged, in a picture as little as in a row.
    @Test
    void aCellThatWasAttachedInTwoWaysHasNoCurve() {
        RunRecord mixed = Altered.attach(HOST, 2, SyntheticRun.JIT, "fentry");
        assertThat(LatencyCurve.all(Comparison.of(mixed)))
                .hasSize(5)
                .noneMatch(curve -> curve.arm().equals(SyntheticRun.JIT));
    }
}
