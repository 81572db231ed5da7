// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfbench.reports.Altered;
import io.bpfbench.reports.SyntheticRun;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.Declarations;
import io.bpfbench.reports.result.Place;
import io.bpfbench.reports.result.RunRecord;
import io.bpfbench.reports.stats.Comparison;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What a cell's own figures are said to be set against: the cost of an event is above that of empty programs, every
/// other above trials without a probe.
class OwnFiguresTest {
    private static final RunRecord QUIET = alone(1);

    @Test
    void theForestOfALoneCellNamesWhatItIsSetAgainst() {
        assertThat(HtmlReport.render(
                        Comparison.of(QUIET), SyntheticRun.journal(QUIET).getBytes(StandardCharsets.UTF_8)))
                .contains("Cost per event against empty programs")
                .contains("CPU overhead against no probe")
                .contains("Latency added, p99 against no probe")
                .doesNotContain("Cost per event against no probe");
    }

    @Test
    void aMarkNamesWhatAFigureWasNotToldFrom() {
        assertThat(TerminalFigures.marks(Comparison.of(SyntheticRun.host(6, 7).record())))
                .singleElement()
                .asString()
                .startsWith("~ not told apart from no probe, Latency added, p99: jit=1 harden=1 ");
        assertThat(TerminalFigures.marks(Comparison.of(alone(60))))
                .anyMatch(mark ->
                        mark.startsWith("~ not told apart from empty programs, Cost per event: jit=1 harden=0 "));
    }

    @Test
    void anEquivalentFigureHasAMarkAndALegendOfItsOwn() {
        RunRecord record =
                Altered.design(QUIET, design -> design.withDeclared(new Declarations(0, Map.of("cpu_overhead", 3.0))));
        Comparison comparison = Comparison.of(record);
        assertThat(TerminalFigures.marks(comparison))
                .containsOnlyOnce("= equivalent to no probe within 3.00 points, CPU overhead: jit=1 harden=0.")
                .noneMatch(mark -> mark.startsWith("~") && mark.contains("CPU"));
        assertThat(TerminalFigures.lines(comparison)).anyMatch(line -> line.contains("= +0.9"));
    }

    private static RunRecord alone(double noise) {
        return new SyntheticRun(Place.HOST, Clock.WALL, 6, 7, noise, List.of(SyntheticRun.JIT)).record();
    }
}
