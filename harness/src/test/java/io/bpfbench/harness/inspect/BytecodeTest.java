// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfbench.reports.render.CodeAlignment;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What each instruction says; the expected words are those of `bpftool prog dump xlated` for the same bytes, with the
/// place itself for a jump's distance.
class BytecodeTest {
    private static final Pattern BLINDED = Pattern.compile("[rw]11 = (-?\\w+)");
    private static final Pattern UNBLINDED = Pattern.compile("[rw]11 \\^= (-?\\w+)");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "b702000014020000                 | r2 = 532",
                "07010000f0ffffff                 | r1 += -16",
                "b402000002000000                 | w2 = 2",
                "0f23000000000000                 | r3 += r2",
                "bf91080000000000                 | r1 = (s8)r9",
                "7916000000000000                 | r6 = *(u64 *)(r1 + 0)",
                "8116080000000000                 | r6 = *(s32 *)(r1 + 8)",
                "7b6af0ff00000000                 | *(u64 *)(r10 - 16) = r6",
                "720af8ff07000000                 | *(u8 *)(r10 - 8) = 7",
                "db170000f1000000                 | r0 = atomic64_cmpxchg((u64 *)(r7 + 0), r0, r1)",
                "db17000001000000                 | r1 = atomic64_fetch((u64 *)(r7 + 0) += r1)",
                "c317080000000000                 | lock *(u32 *)(r7 + 8) += r1",
                "5601500006000000                 | if w1 != 6 goto 81",
                "1d21feff00000000                 | if r1 == r2 goto -1",
                "6d21010000000000                 | if r1 s> r2 goto 2",
                "0500010000000000                 | goto 2",
                "8510000000000000                 | call 1",
                "8500000060f2feff                 | call bpf_probe_read_kernel",
                "8500000007000000                 | call helper#7",
                "9500000000000000                 | exit",
                "8400000000000000                 | w0 = -w0",
                "dc00000010000000                 | w0 = be16 w0",
                "3f21010000000000                 | r1 s/= r2",
                "2801000000000000                 | r0 = *(u16 *)skb[0]",
                "18110000481800000000000000000000 | r1 = map[id:6216]",
                "18010000785634120000000001000000 | r1 = 0x112345678 ll",
                "c701000020000000                 | r1 s>>= 32",
                "ff00000000000000                 | unknown 0xff",
            })
    void saysWhatAnInstructionDoes(String bytes, String words) {
        LoadedCode code = new LoadedCode(
                false, bytes, List.of(), List.of(new LoadedCode.Call("bpf_probe_read_kernel", -69024, "0")));
        assertThat(Bytecode.lines(code).getFirst()).isEqualTo("0: " + words);
    }

    @Test
    void anInstructionOfSixtyFourBitsTakesTwoPlaces() throws IOException {
        List<String> lines = Bytecode.lines(SavedPrograms.send(0).code().orElseThrow());
        assertThat(lines).hasSize(88).contains("45: r1 = map[id:6274]", "47: call __htab_map_lookup_elem", "91: exit");
    }

    @Test
    void everyConstantIsBlindedUnderHardenTwo() throws IOException {
        List<String> plain = Bytecode.lines(SavedPrograms.send(0).code().orElseThrow());
        List<String> hardened = Bytecode.lines(SavedPrograms.send(2).code().orElseThrow());
        assertThat(CodeAlignment.same(plain, hardened)).isFalse();
        List<CodeAlignment.Row> rows = CodeAlignment.of(plain, hardened);
        assertThat(rows.stream().flatMap(row -> row.left().stream())).containsExactlyElementsOf(plain);
        assertThat(rows.stream().flatMap(row -> row.right().stream())).containsExactlyElementsOf(hardened);
        int blinded = 0;
        for (CodeAlignment.Row row : rows) {
            String left = CodeAlignment.text(row.left().getFirst());
            assertThat(row.left()).as("beside %s", row.right()).hasSize(1);
            if (row.right().size() == 3) {
                long found = number(BLINDED, row.right().get(0))
                        ^ number(UNBLINDED, row.right().get(1));
                assertThat(left.replaceFirst(" goto .*", "")).endsWith(" " + (int) found);
                blinded++;
            } else if (!row.same() && !left.contains("map[id:")) {
                // A register becomes 0 by being exclusive-ored with itself: no constant is left to blind.
                assertThat(left).matches("[rw]\\d = 0");
                assertThat(CodeAlignment.text(row.right().getFirst())).matches("(r\\d) \\^= \\1");
            }
        }
        assertThat(blinded).isGreaterThan(30);
    }

    private static long number(Pattern pattern, String line) {
        Matcher matcher = pattern.matcher(CodeAlignment.text(line));
        assertThat(matcher.matches()).as(line).isTrue();
        return Long.decode(matcher.group(1));
    }
}
