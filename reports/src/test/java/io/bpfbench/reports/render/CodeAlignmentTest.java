// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CodeAlignmentTest {
    private static final List<String> PLAIN = List.of(
            "0: r2 = 532",
            "1: r3 += r2",
            "2: r1 = map[id:7]",
            "4: call f",
            "5: if r0 == 0 goto 7",
            "6: r0 = 0",
            "7: exit");
    private static final List<String> BLINDED = List.of(
            "0: r11 = 0x13579bdf",
            "1: r11 ^= 0x135799cb",
            "2: r2 = r11",
            "3: r3 += r2",
            "4: r11 = 0x1",
            "5: r11 ^= 0x2",
            "6: r11 <<= 32",
            "7: r1 = r11",
            "8: w11 = 0x3",
            "9: w11 ^= 0x4",
            "10: r1 |= r11",
            "11: call f",
            "12: r11 = 0x55555555",
            "13: r11 ^= 0x55555555",
            "14: if r0 == r11 goto 16",
            "15: r0 ^= r0",
            "16: exit");

    @Test
    void aConstantStandsBesideItsBlinding() {
        assertThat(CodeText.sideBySide("harden=0", PLAIN, "harden=2", BLINDED, 80))
                .containsExactly(
                        "harden=0                harden=2",
                        " 0: r2 = 532          |  0: r11 = 0x13579bdf",
                        "                      |  1: r11 ^= 0x135799cb",
                        "                      |  2: r2 = r11",
                        " 1: r3 += r2             3: r3 += r2",
                        " 2: r1 = map[id:7]    |  4: r11 = 0x1",
                        "                      |  5: r11 ^= 0x2",
                        "                      |  6: r11 <<= 32",
                        "                      |  7: r1 = r11",
                        "                      |  8: w11 = 0x3",
                        "                      |  9: w11 ^= 0x4",
                        "                      | 10: r1 |= r11",
                        " 4: call f              11: call f",
                        " 5: if r0 == 0 goto 7 | 12: r11 = 0x55555555",
                        "                      | 13: r11 ^= 0x55555555",
                        "                      | 14: if r0 == r11 goto 16",
                        " 6: r0 = 0            | 15: r0 ^= r0",
                        " 7: exit                16: exit");
    }

    @Test
    void whereAJumpGoesAndWhatAMapIsCalledMakesNoDifference() {
        assertThat(CodeAlignment.same(
                        List.of("0: if r0 == 0 goto 7", "1: r1 = map[id:7]", "3: jne 0x1a3"),
                        List.of("0: if r0 == 0 goto 9", "1: r1 = map[id:8]", "4: jne 0x3cc")))
                .isTrue();
        assertThat(CodeAlignment.same(List.of("0: r1 = 7"), List.of("0: r1 = 8")))
                .isFalse();
    }

    @Test
    void listingsWithNothingInCommonStandInOneRow() {
        assertThat(CodeAlignment.of(List.of("0: r1 = 1", "1: r2 = 2"), List.of("0: exit")))
                .containsExactly(new CodeAlignment.Row(List.of("0: r1 = 1", "1: r2 = 2"), List.of("0: exit"), false));
        assertThat(CodeAlignment.of(List.of(), List.of())).isEmpty();
    }

    @Test
    void veryLongProgramsAreNotAlignedForEver() {
        List<String> lines =
                IntStream.range(0, 10_000).mapToObj(i -> i + ": r1 += " + i).toList();
        assertThat(CodeAlignment.of(lines, lines)).hasSize(1);
    }

    @Test
    void whatIsTooLongGoesOnBelowItself() {
        assertThat(CodeText.sideBySide(
                        "a",
                        List.of("0: r0 = atomic64_cmpxchg((u64 *)(r7 + 0), r0, r1)"),
                        "b",
                        List.of("0: r0 = atomic64_cmpxchg((u64 *)(r7 + 0), r0, r1)"),
                        60))
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(60))
                .hasSizeGreaterThan(2);
    }
}
