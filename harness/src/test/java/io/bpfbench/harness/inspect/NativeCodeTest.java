// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bpfbench.reports.render.CodeAlignment;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NativeCodeTest {
    @Test
    void placesAndTargetsAreDistancesAndCallsHaveNames() {
        String objdump = """

                /tmp/b:     file format binary


                Disassembly of section .data:

                ffffffffc0025bb0 <.data>:
                ffffffffc0025bb0:\tpush   %rbp
                ffffffffc0025bb1:\tcall   0xffffffff814bba70
                ffffffffc0025bb6:\tjne    0xffffffffc0025bb0
                ffffffffc0025bb8:\tmovabs $0xffff8881dc3a0800,%rdi
                """;
        assertThat(NativeCode.lines(objdump, 0xffffffffc0025bb0L, Map.of("ffffffff814bba70", "bpf_probe_read_kernel")))
                .containsExactly(
                        "0: push %rbp",
                        "1: call bpf_probe_read_kernel", "6: jne 0x0", "8: movabs $0xffff8881dc3a0800,%rdi");
    }

    @Test
    void aConstantStandsInNativeCodeUnlessItIsBlinded() throws IOException {
        NativeCode.Listing plain = NativeCode.of(SavedPrograms.send(0).code().orElseThrow());
        NativeCode.Listing hardened = NativeCode.of(SavedPrograms.send(2).code().orElseThrow());
        assumeTrue(plain.missing().isEmpty(), plain.missing());
        // Where the send program finds the socket's protocol, and the first value in the map of figures.
        for (String constant : List.of("$0x214,", "$0x138,")) {
            assertThat(plain.lines()).anySatisfy(line -> assertThat(line).contains(constant));
            assertThat(hardened.lines()).noneSatisfy(line -> assertThat(line).contains(constant));
        }
        List<CodeAlignment.Row> rows = CodeAlignment.of(plain.lines(), hardened.lines());
        assertThat(rows).allSatisfy(row -> assertThat(row.left()).hasSize(1));
        assertThat(rows.stream().flatMap(row -> row.right().stream())).containsExactlyElementsOf(hardened.lines());
    }

    @Test
    void eachOfSeveralFunctionsHasItsName() {
        NativeCode.Listing listing = NativeCode.of(new LoadedCode(
                false,
                "9500000000000000",
                List.of(
                        new LoadedCode.Function("ffffffffc0000000", "bpf_prog_0_first", "c3"),
                        new LoadedCode.Function("ffffffffc0001000", "", "c9c3")),
                List.of()));
        assumeTrue(listing.missing().isEmpty(), listing.missing());
        assumeTrue(System.getProperty("os.arch").equals("amd64"), "the bytes are those of x86-64");
        assertThat(listing.lines())
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("0: <bpf_prog_0_first>"),
                        line -> assertThat(line).startsWith("0: ret"),
                        line -> assertThat(line).isEqualTo("0: <function 2>"),
                        line -> assertThat(line).startsWith("0: leave"),
                        line -> assertThat(line).startsWith("1: ret"));
    }

    @Test
    void whatTheInterpreterRunsHasNone() {
        assertThat(NativeCode.of(new LoadedCode(false, "9500000000000000", List.of(), List.of())))
                .isEqualTo(new NativeCode.Listing(List.of(), ""));
    }
}
