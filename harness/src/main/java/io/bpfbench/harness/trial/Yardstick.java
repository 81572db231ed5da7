// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.trial;

import io.bpfbench.harness.probe.LatencyProbe;
import io.bpfbench.harness.probe.ProbeSpec;
import io.bpfbench.harness.probe.Variant;
import io.bpfbench.reports.result.Chain;
import io.bpfbench.reports.result.ProbeFigures;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The instructions of an arithmetic probe, timed in user space on both sides of its counted window, so that a machine
/// whose pace drifts is caught at the pace of the window's middle. Other probes have none.
final class Yardstick {
    private static final long RUNS = 500;

    private final List<Chain> timed = new ArrayList<>();
    private final LatencyProbe probe;
    private final boolean present;

    Yardstick(LatencyProbe probe, ProbeSpec spec) {
        this.probe = probe;
        // The probe knows the native instructions of this architecture only.
        this.present = spec.variant() == Variant.ARITHMETIC
                && System.getProperty("os.arch").equals("amd64");
    }

    void time() {
        if (present) {
            timed.add(probe.chain(RUNS));
        }
    }

    /// What was timed, of arithmetic programs only.
    Optional<Chain> chain() {
        return timed.stream().reduce(Chain::plus);
    }

    ProbeFigures beside(ProbeFigures figures) {
        return chain().map(figures::withChain).orElse(figures);
    }
}
