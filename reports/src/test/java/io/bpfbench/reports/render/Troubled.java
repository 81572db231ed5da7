// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.Altered;
import io.bpfbench.reports.SyntheticRun;
import io.bpfbench.reports.result.Attestation;
import io.bpfbench.reports.result.Baseline;
import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.reports.result.RunRecord;
import java.util.List;
import java.util.Map;

/// A run with about everything wrong that can be.
final class Troubled {
    private Troubled() {}

    static RunRecord record() {
        RunRecord record = SyntheticRun.host(6, 7).record();
        record = Altered.without(record, 2, new Baseline(2), "the target refused connections");
        record = Altered.without(record, 3, SyntheticRun.JIT, "");
        record = Altered.busy(record, 4, SyntheticRun.HARDEN_1, Double.NaN);
        record = Altered.mark(record, 5, SyntheticRun.INTERPRETER, "held 97.2 % of the rate | <not settled>", 3);
        record = Altered.attestation(
                record,
                6,
                SyntheticRun.HARDEN_1,
                new Attestation(Map.of("bpf_jit_harden", "1"), Map.of("bpf_jit_harden", "0"), List.of()));
        for (int block = 1; block <= 6; block++) {
            record = Altered.without(record, block, SyntheticRun.HARDEN_2, "");
            record = Altered.attributedRuns(record, block, SyntheticRun.INTERPRETER, 0);
        }
        RunEvent.Finding finding = new RunEvent.Finding("jit=1 harden=2", "unavailable", "read-only file system");
        return Altered.noted(record, finding, "the last line of run.jsonl is cut off and was left out");
    }
}
