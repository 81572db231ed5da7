// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfbench.reports.SyntheticRun;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.ProgramCode;
import io.bpfbench.reports.result.RunEvent.ProbeCode;
import io.bpfbench.reports.result.RunRecord;
import io.bpfbench.reports.stats.Comparison;
import java.util.List;
import org.junit.jupiter.api.Test;

class HtmlCodeTest {
    private static final RunRecord HOST = SyntheticRun.host(6, 7).record();
    private static final ProgramCode PLAIN = new ProgramCode(
            "send_fentry", 32, 9, List.of("0: r2 = 532", "1: exit"), List.of("0: mov $0x214,%esi", "5: ret"));
    private static final ProgramCode BLINDED = new ProgramCode(
            "send_fentry",
            64,
            17,
            List.of("0: r11 = 0x13579bdf", "1: r11 ^= 0x135799cb", "2: r2 = r11", "3: exit"),
            List.of("0: mov $0x13579bdf,%r10d", "6: xor $0x135799cb,%r10", "d: mov %r10,%rsi", "10: ret"));

    @Test
    void aRunWithoutCodeHasNoSuchPart() {
        assertThat(HtmlReport.render(Comparison.of(HOST), new byte[0])).doesNotContain("id=\"code\"");
        assertThat(HtmlCode.sentence(Comparison.of(HOST))).isEmpty();
    }

    @Test
    void codeThatDiffersStandsSideBySide() {
        List<Cell> cells = Comparison.of(HOST).cells();
        Comparison comparison = Comparison.of(coded(
                new ProbeCode(cells.get(1), BLINDED),
                new ProbeCode(cells.get(0), PLAIN),
                new ProbeCode(cells.get(0), BLINDED)));
        String first = cells.get(0).label();
        String second = cells.get(1).label();
        String page = HtmlReport.render(comparison, new byte[0]);
        assertThat(page)
                .contains("<section id=\"code\">")
                .contains("<summary>Bytecode: " + first + " beside " + second + "</summary>")
                .contains("<summary>Native code: " + first + " beside " + second + "</summary>")
                .contains("0: r2 = 532", " | 0: r11 = 0x13579bdf\n", " | 2: r2 = r11\n", "1: exit")
                .contains("<td>its own</td>");
        assertThat(HtmlCode.sentence(comparison))
                .isEqualTo("The code of send_fentry, which report.html shows: " + first
                        + " 2 instructions, 9 bytes of native code; " + second
                        + " 4 instructions, 17 bytes of native code.");
        assertThat(SummaryMarkdown.render(comparison)).contains("The code of send\\_fentry, which report.html shows");
    }

    @Test
    void codeThatIsTheSameIsShownOnce() {
        List<Cell> cells = Comparison.of(HOST).cells();
        ProgramCode interpreted = new ProgramCode("send_fentry", 32, 0, PLAIN.xlated(), List.of());
        String page = HtmlReport.render(
                Comparison.of(coded(new ProbeCode(cells.get(0), interpreted), new ProbeCode(cells.get(1), PLAIN))),
                new byte[0]);
        assertThat(page)
                .contains("none: interpreted", "that of " + cells.get(0).label())
                .contains("<summary>Bytecode under " + cells.get(0).label() + "</summary>")
                .contains("<summary>Native code under " + cells.get(1).label() + "</summary>");
    }

    private static RunRecord coded(ProbeCode... codes) {
        return new RunRecord(
                HOST.started(),
                HOST.guests(),
                HOST.findings(),
                HOST.begun(),
                HOST.trials(),
                HOST.failures(),
                HOST.warnings(),
                HOST.complete(),
                HOST.peakMemoryBytes(),
                List.of(codes));
    }
}
