// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DistributionTest {
    @Test
    void sumsAndMedian() {
        Distribution three = of(10, 1, 20, 1, 40, 1);
        assertThat(three.total()).isEqualTo(3);
        assertThat(three.sum()).isEqualTo(70);
        assertThat(three.median()).isEqualTo(20);
        assertThat(of(10, 2, 40, 2).median()).isEqualTo(25);
        assertThatThrownBy(Distribution.EMPTY::median).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theMedianIsTheMiddleOfTheValuesWrittenOut() {
        Random random = new Random(5);
        for (int round = 0; round < 200; round++) {
            long[] values = random.longs(1 + random.nextInt(40), 0, 12).sorted().toArray();
            double middle = (values[(values.length - 1) / 2] + values[values.length / 2]) / 2.0;
            assertThat(written(values).median()).isEqualTo(middle);
            assertThat(written(values).sum()).isEqualTo(Arrays.stream(values).sum());
        }
    }

    @Test
    void valuesAscendAndCameAtLeastOnce() {
        assertThatThrownBy(() -> of(2, 1, 2, 1)).hasMessageContaining("ascend");
        assertThatThrownBy(() -> of(2, 0)).hasMessageContaining("at least once");
    }

    @Test
    void aValueOneOffAFarMoreFrequentOneIsItsRounding() {
        assertThat(of(362, 1992, 363, 2).withoutRounding()).isEqualTo(of(362, 1994));
        assertThat(of(361, 3, 362, 1992, 363, 2).withoutRounding()).isEqualTo(of(362, 1997));
    }

    @Test
    void whatIsNoRoundingStays() {
        for (Distribution kept : List.of(
                Distribution.EMPTY,
                of(362, 1992, 364, 2),
                of(362, 1992, 2712, 2),
                of(362, 190, 363, 10),
                of(50, 100, 51, 120, 52, 80))) {
            assertThat(kept.withoutRounding()).isEqualTo(kept);
        }
    }

    /// A clock that is off by a millionth, as a guest's: whatever is lost to it comes back, and a slow path stays.
    @Test
    void aSlowClocksRoundingIsUndone() {
        Random random = new Random(7);
        for (int cost : new int[] {66, 362, 1_631}) {
            long[] values = new long[2_000];
            for (int i = 0; i < values.length; i++) {
                double begin = random.nextInt(40_000_000);
                long truth = i % 100 == 0 ? cost + 150 : cost;
                values[i] = (long) ((begin + truth) * 1.000001) - (long) (begin * 1.000001);
            }
            Arrays.sort(values);
            assertThat(written(values).withoutRounding()).isEqualTo(of(cost, 1_980, cost + 150, 20));
        }
    }

    private static Distribution written(long[] sorted) {
        return new Distribution(Arrays.stream(sorted)
                .distinct()
                .mapToObj(value -> new Distribution.Count(
                        value,
                        Arrays.stream(sorted).filter(each -> each == value).count()))
                .toList());
    }

    private static Distribution of(long... valuesAndTimes) {
        Distribution.Count[] counts = new Distribution.Count[valuesAndTimes.length / 2];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = new Distribution.Count(valuesAndTimes[2 * i], valuesAndTimes[2 * i + 1]);
        }
        return new Distribution(List.of(counts));
    }
}
