// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfbench.reports.render.CodeAlignment;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Level;
import io.bpfbench.reports.result.ProgramCode;
import io.bpfbench.reports.result.RunEvent;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublishedCodeTest {
    private static final Pattern NUMBER = Pattern.compile("(-?)0x([0-9a-f]+)");

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void noNumberLeadsToAnAddressOfTheKernel(int harden) throws IOException {
        ProgramCode code = published(harden);
        assertThat(code.xlated()).hasSize(harden == 0 ? 88 : 182);
        List<String> all = new ArrayList<>(code.xlated());
        all.addAll(code.jited());
        String before = "";
        for (String line : all) {
            for (BigInteger one : numbers(line)) {
                assertThat(one).as(line).satisfies(PublishedCodeTest::isNoAddress);
                // Nor does a pair of blinding, of which one would be the upper half.
                for (BigInteger other : numbers(before)) {
                    assertThat(one.xor(other).intValue() >>> 14)
                            .as("%s and %s", before, line)
                            .isNotEqualTo(0xffff8880 >>> 14);
                }
            }
            before = line;
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0: r1 = 0xffffffff82a0b0c0 ll       | 0: r1 = (address) ll",
                "0: r1 = 532                         | 0: r1 = 532",
                "8b: movabs $0xffff8881dc3a0800,%rdi | 8b: movabs $(address),%rdi",
                "b0: add %gs:0xffffffff83b0e028,%rax | b0: add %gs:(address),%rax",
                "1: jmp 0xffffffff8110410b           | 1: jmp (address)",
                "1: jmp 0x1a3                        | 1: jmp 0x1a3",
                "4: mov $0xffffffff82a0b0c0,%rdi     | 4: mov $(address),%rdi",
                "4: mov $0xffffffffc0a0b0c0,%rdi     | 4: mov $(address),%rdi",
                "4: add $0xffffffffffff1170,%rdi     | 4: add $0xffffffffffff1170,%rdi",
                "2: add $0xfffffffffffffff0,%rdi     | 2: add $0xfffffffffffffff0,%rdi",
            })
    void onlyAddressesAreLeftOut(String line, String published) {
        assertThat(PublishedCode.withoutAddresses(List.of(line))).containsExactly(published);
    }

    @Test
    void whatWasBlindedIsStillSeenToBe() throws IOException {
        assertThat(CodeAlignment.same(published(0).xlated(), published(2).xlated()))
                .isFalse();
        assertThat(published(2).xlated()).contains("2: r2 = r11");
    }

    private static ProgramCode published(int harden) throws IOException {
        Cell cell = new Cell(List.of(new Level("harden", Integer.toString(harden))));
        RunEvent.ProbeCode code = PublishedCode.of(new RunEvent.ProbeCodeSeen(cell, SavedPrograms.line(harden)));
        assertThat(code.cell()).isEqualTo(cell);
        return code.code();
    }

    private static List<BigInteger> numbers(String line) {
        return NUMBER.matcher(line)
                .results()
                .map(found -> new BigInteger(found.group(1) + found.group(2), 16))
                .toList();
    }

    /// Sixteen digits that begin with `ffff` and are no small negative number.
    private static void isNoAddress(BigInteger number) {
        boolean upper = number.shiftRight(48).intValue() == 0xffff;
        assertThat(upper && number.shiftRight(24).longValue() != 0xffffffffffL).isFalse();
    }
}
