// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PacerTest {
    private static final long START = 1_000_000_007L;
    private static final long SECOND = 1_000_000_000L;

    @ParameterizedTest
    @CsvSource({"1,1", "1,4", "3,4", "7,2", "999.5,3", "100000,1", "123457,5", "1000000,2"})
    void threadsTogetherKeepOneScheduleExactly(double rate, int threads) {
        int seconds = 10;
        long taken = 0;
        for (int thread = 0; thread < threads; thread++) {
            Pacer pacer = new Pacer(START, rate, thread, threads, 100_000);
            while (pacer.nextDueNanos() < START + seconds * SECOND) {
                pacer.take();
                taken++;
            }
        }
        assertThat(taken).isBetween((long) Math.floor(rate * seconds), (long) Math.ceil(rate * seconds) + 1);
    }

    @Test
    void dueTimesDoNotDrift() {
        Pacer pacer = new Pacer(START, 300_000, 0, 1, 100_000);
        for (long i = 0; i < 3_000_000; i++) {
            pacer.take();
        }
        assertThat(pacer.nextDueNanos()).isEqualTo(START + 10 * SECOND);
    }

    @Test
    void looksOncePerWakeUpWhenRequestsAreDense() {
        Pacer pacer = new Pacer(START, 1_000_000, 0, 1, 100_000);
        int most = 0;
        for (long now = START; now < START + SECOND; now = pacer.lookAtNanos()) {
            int due = 0;
            while (pacer.nextDueNanos() <= now) {
                pacer.take();
                due++;
            }
            most = Math.max(most, due);
            pacer.looked(now);
        }
        assertThat(most).isBetween(100, 101);
    }

    @Test
    void looksJustWhenARequestIsDueWhenTheyAreSparse() {
        Pacer pacer = new Pacer(START, 10, 0, 1, 100_000);
        for (int i = 0; i < 20; i++) {
            assertThat(pacer.lookAtNanos()).isEqualTo(START + i * SECOND / 10);
            pacer.take();
            pacer.looked(pacer.lookAtNanos());
        }
    }

    @Test
    void aLateLookDoesNotMakeUpForMissedOnes() {
        Pacer pacer = new Pacer(START, 1_000_000, 0, 1, 100_000);
        pacer.looked(START + 5_000_000);
        assertThat(pacer.lookAtNanos()).isEqualTo(START + 5_000_000);
    }

    @ParameterizedTest
    @CsvSource({"0,1", "0,3", "2,3"})
    void skipsWhatWasDueBeforeAMoment(int thread, int threads) {
        Pacer pacer = new Pacer(START, 1_000, thread, threads, 100_000);
        Pacer slow = new Pacer(START, 1_000, thread, threads, 100_000);
        long moment = START + 7 * SECOND + 123_456;
        long expected = 0;
        while (slow.nextDueNanos() < moment) {
            slow.take();
            expected++;
        }
        assertThat(pacer.behind(moment)).isEqualTo(expected);
        assertThat(pacer.skipBefore(moment)).isEqualTo(expected);
        assertThat(pacer.nextDueNanos()).isEqualTo(slow.nextDueNanos());
        assertThat(pacer.skipBefore(moment)).isZero();
        assertThat(pacer.behind(moment)).isZero();
    }
}
