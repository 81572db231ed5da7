// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpfbench.harness.matrix.Matrix;
import io.bpfbench.harness.matrix.Schedule;
import io.bpfbench.reports.result.Design;
import io.bpfbench.reports.result.HttpTraffic;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanTest {
    @Test
    void aPlanSurvivesTheFileThatAGuestReads() {
        Matrix matrix = Matrix.parse("jit,harden", List.of());
        Design design =
                new Design(matrix.cells(), 2, "smoke", new HttpTraffic(1, 2, 3, 100_000, 16, 8, 1_000_000, ""), "auto");
        Plan plan = new Plan(design, Schedule.of(matrix.cells(), 2, 5).slots());
        assertThat(Plan.fromJson(plan.toJson())).isEqualTo(plan);
    }

    @Test
    void whatIsNoPlanIsRefused() {
        assertThatThrownBy(() -> Plan.fromJson("{}")).isInstanceOf(RunException.class);
        assertThatThrownBy(() -> Plan.fromJson("nonsense")).hasMessageContaining("not a plan");
    }
}
