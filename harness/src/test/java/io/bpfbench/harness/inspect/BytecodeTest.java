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
                "07010000908efeff                 | r1 += -0x17170",
                "04010000908efeff                 | w1 += 0xfffe8e90",
                "07010000709e0100                 | r1 += 0x19e70",
                "bf91080000000000                 | r1 = (s8)r9",
                "bc91100000000000                 | w1 = (s16)w9",
                "bf91200000000000                 | r1 = (s32)r9",
                "bf91010001000000                 | r1 = addr_space_cast(r9, 0, 1)",
                "bf91ffff00000000                 | r1 = &(void __percpu *)(r9)",
                "7916000000000000                 | r6 = *(u64 *)(r1 + 0)",
                "8116080000000000                 | r6 = *(s32 *)(r1 + 8)",
                "4116080000000000                 | r6 = *(s32 *)(r1 + 8)",
                "2116080000000000                 | r6 = *(u32 *)(r1 + 8)",
                "e116080000000000                 | unknown 0xe1",
                "7b6af0ff00000000                 | *(u64 *)(r10 - 16) = r6",
                "bb6af0ff00000000                 | *(u64 *)(r10 - 16) = r6",
                "3b6af0ff00000000                 | unknown 0x3b",
                "c200000000000000                 | nospec",
                "720af8ff07000000                 | *(u8 *)(r10 - 8) = 7",
                "db170000f1000000                 | r0 = atomic64_cmpxchg((u64 *)(r7 + 0), r0, r1)",
                "db17000001000000                 | r1 = atomic64_fetch_add((u64 *)(r7 + 0), r1)",
                "c317000041000000                 | r1 = atomic_fetch_or((u32 *)(r7 + 0), r1)",
                "db17000051000000                 | r1 = atomic64_fetch_and((u64 *)(r7 + 0), r1)",
                "db170000a1000000                 | r1 = atomic64_fetch_xor((u64 *)(r7 + 0), r1)",
                "fb17000001000000                 | r1 = atomic64_fetch_add((u64 *)(r7 + 0), r1)",
                "db170000e1000000                 | r1 = atomic64_xchg((u64 *)(r7 + 0), r1)",
                "db71000000010000                 | r1 = load_acquire((u64 *)(r7 + 0))",
                "db17000010010000                 | store_release((u64 *)(r7 + 0), r1)",
                "db17000002000000                 | unknown 0xdb",
                "c317080000000000                 | lock *(u32 *)(r7 + 8) += r1",
                "5601500006000000                 | if w1 != 6 goto 81",
                "1d21feff00000000                 | if r1 == r2 goto -1",
                "6d21010000000000                 | if r1 s> r2 goto 2",
                "0500010000000000                 | goto 2",
                "0600000070000000                 | gotol 113",
                "e500020000000000                 | may_goto 3",
                "0d03000000000000                 | gotox r3",
                "8510000000000000                 | call 1",
                "8500000060f2feff                 | call bpf_probe_read_kernel",
                "8500000007000000                 | call __bpf_call_base+0x7",
                "850000009cffffff                 | call __bpf_call_base-0x64",
                "850000000c000000                 | call bpf_tail_call#12",
                "8500000000000000                 | call (hidden)",
                "8520000000000000                 | call (hidden)",
                "852000000d270000                 | call kfunc#9997",
                "8600000007000000                 | unknown 0x86",
                "9500000000000000                 | exit",
                "8400000000000000                 | w0 = -w0",
                "dc00000010000000                 | r0 = be16 r0",
                "d400000040000000                 | r0 = le64 r0",
                "d700000020000000                 | r0 = bswap32 r0",
                "3f21010000000000                 | r1 s/= r2",
                "9f21010000000000                 | r1 s%= r2",
                "9f21000000000000                 | r1 %= r2",
                "2801000000000000                 | r0 = *(u16 *)skb[0]",
                "4820000004000000                 | r0 = *(u16 *)skb[r2 + 4]",
                "18110000481800000000000000000000 | r1 = map[id:6216]",
                "18210000481800000000000008000000 | r1 = map[id:6216][0]+8",
                "18410000480000000000000000000000 | r1 = subprog[73]",
                "18010000785634120000000001000000 | r1 = 0x112345678 ll",
                "18010000c0b0a08200000000ffffffff | r1 = 0xffffffff82a0b0c0 ll",
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
