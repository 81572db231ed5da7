// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.trial;

import io.bpfbench.reports.result.Attestation;
import io.bpfbench.reports.result.ProbeFigures;
import io.bpfbench.reports.result.ProbeWindow;
import io.bpfbench.reports.result.Program;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What one trial can prove by itself. What takes a second trial to prove (hardened bytecode is longer than the same
/// program
/// unhardened) is judged over the whole run, by the reports.
final class Proof {
    private static final String JIT = "net.core.bpf_jit_enable";

    private Proof() {}

    /// @param wanted the settings that the trial stands for, by `sysctl` name
    /// @param before all settings as read before the load began
    /// @param after all settings as read behind the last window
    static Attestation of(
            Map<String, String> wanted,
            Map<String, String> before,
            Map<String, String> after,
            Optional<ProbeFigures> probe) {
        List<String> failures = new ArrayList<>();
        wanted.forEach((name, value) -> {
            String found = before.getOrDefault(name, "unreadable");
            if (!found.equals(value)) {
                failures.add(name + " was to be " + value + " and read back as " + found);
            }
        });
        before.forEach((name, value) -> {
            String now = after.getOrDefault(name, "unreadable");
            if (!now.equals(value)) {
                failures.add(name + " changed from " + value + " to " + now + " while the trial ran");
            }
        });
        probe.ifPresent(
                figures -> programs(figures, !wanted.getOrDefault(JIT, "1").equals("0"), failures));
        return new Attestation(before, after, failures);
    }

    private static void programs(ProbeFigures figures, boolean jit, List<String> failures) {
        for (Program program : figures.programs()) {
            if (jit && program.jitedBytes() == 0) {
                failures.add(program.name() + " was to be compiled and has no native code");
            }
            if (!jit && program.jitedBytes() != 0) {
                failures.add(program.name() + " was to be interpreted and has " + program.jitedBytes()
                        + " bytes of native code");
            }
        }
        boolean run = false;
        for (ProbeWindow.Hook hook : figures.attributed().hooks()) {
            run |= hook.runCount() > 0;
            // A hook without events (sockets are destroyed only when connections end) has nothing to prove.
            if (hook.events() > 0 && hook.runCount() == 0) {
                failures.add(hook.hook() + " counted events and yet the kernel says that it was never run");
            }
        }
        if (!run) {
            failures.add("none of the probe's programs was run");
        }
        for (ProbeWindow.Hook hook : figures.measured().hooks()) {
            if (hook.runCount() != 0) {
                failures.add("run statistics were on in the measurement window, which every event pays for: set"
                        + " kernel.bpf_stats_enabled=0 and end what else holds them");
                break;
            }
            if (hook.recursionMisses() != 0) {
                failures.add(hook.hook() + " missed " + hook.recursionMisses() + " runs to recursion");
            }
        }
        figures.measured().lost().forEach((reason, count) -> {
            if (reason.equals("map_full")) {
                failures.add("the probe lost " + count + " events because its map was full");
            }
        });
    }
}
