// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class HistogramSumTest {
    private static final long MOST = 10_000_000_000L;

    /// Few values and many, from nothing to the longest that there is room for, one of them a trillion times.
    @Test
    void theSumIsTheOneThatHdrHistogramMakes() {
        Random random = new Random(5);
        Histogram sum = new Histogram(MOST, 3);
        List<HistogramData> parts = new ArrayList<>();
        for (int part = 0; part < 20; part++) {
            Histogram histogram = new Histogram(MOST, 3);
            for (int i = 0; i < part * 200; i++) {
                histogram.recordValue(Math.min(MOST, Math.round(Math.exp(24 * random.nextDouble())) - 1));
            }
            if (part == 7) {
                histogram.recordValueWithCount(MOST, 1_000_000_000_000L);
                histogram.recordValue(0);
            }
            sum.add(histogram);
            parts.add(HistogramData.of(histogram));
        }
        assertThat(HistogramSum.of(parts)).hasValue(sum);
    }

    /// With other buckets than the first: as near as those tell.
    @Test
    void histogramsOfAnotherResolutionAreAddedToo() {
        Histogram fine = new Histogram(MOST, 4);
        fine.recordValue(5_000_000);
        Histogram coarse = new Histogram(1_000_000, 3);
        coarse.recordValueWithCount(1_000, 3);
        Histogram sum = HistogramSum.of(List.of(HistogramData.of(coarse), HistogramData.of(fine)))
                .orElseThrow();
        assertThat(sum.getTotalCount()).isEqualTo(4);
        assertThat(sum.getCountAtValue(1_000)).isEqualTo(3);
        assertThat(sum.getMaxValue()).isBetween(5_000_000L, 5_010_000L);
    }

    @Test
    void ofNothingThereIsNoSum() {
        assertThat(HistogramSum.of(List.of())).isEmpty();
    }

    @Test
    void aDamagedOneIsRefusedWhereverItStands() {
        Histogram histogram = new Histogram(MOST, 3);
        histogram.recordValue(1_000);
        HistogramData whole = HistogramData.of(histogram);
        HistogramData damaged = new HistogramData(
                1, 0, 0, 0, 0, 0, 0, whole.hdr().substring(0, whole.hdr().length() - 8) + "AAAAAAAA");
        for (List<HistogramData> some : List.of(List.of(damaged, whole), List.of(whole, damaged))) {
            assertThatThrownBy(() -> HistogramSum.of(some))
                    .isInstanceOf(JournalException.class)
                    .hasMessageContaining("a latency histogram in the journal is damaged");
        }
    }
}
