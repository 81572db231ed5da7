// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class NanoCountsTest {
    @Test
    void countsInTheBucketsOfAnHdrHistogram() {
        NanoCounts counts = new NanoCounts();
        Histogram expected = NanoCounts.emptyHistogram();
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 200_000; i++) {
            long nanos = Math.min(random.nextLong() >>> (22 + random.nextInt(41)), NanoCounts.HIGHEST_NANOS);
            counts.record(nanos);
            expected.recordValue(nanos);
        }
        for (long edge = 1; edge < NanoCounts.HIGHEST_NANOS; edge *= 2) {
            for (long nanos : new long[] {edge - 1, edge, edge + 1}) {
                counts.record(nanos);
                expected.recordValue(nanos);
            }
        }
        Histogram actual = counts.histogram();
        assertThat(actual.getTotalCount()).isEqualTo(expected.getTotalCount());
        for (var value : expected.recordedValues()) {
            long nanos = value.getValueIteratedTo();
            assertThat(actual.getCountAtValue(nanos)).as("%s ns", nanos).isEqualTo(expected.getCountAtValue(nanos));
        }
        assertThat(actual.getMaxValue()).isEqualTo(expected.getMaxValue());
    }

    @Test
    void whatIsOutOfRangeCountsAtTheEdge() {
        NanoCounts counts = new NanoCounts();
        counts.record(-5);
        counts.record(Long.MAX_VALUE);
        Histogram histogram = counts.histogram();
        assertThat(histogram.getMinValue()).isZero();
        assertThat(histogram.getMaxValue()).isGreaterThanOrEqualTo(NanoCounts.HIGHEST_NANOS);
        counts.clear();
        assertThat(histogram.getTotalCount()).isEqualTo(2);
        assertThat(counts.histogram().getTotalCount()).isZero();
    }
}
