// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.doctor;

import io.bpfbench.harness.kernel.KernelConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The guide's check 5, the kernel, and what the guide concludes from its version alone: whether programs attach.
final class KernelCheck {
    /// Options that decide what can be loaded and how it is run.
    private static final List<String> OPTIONS = List.of(
            "BPF_JIT",
            "BPF_JIT_ALWAYS_ON",
            "BPF_EVENTS",
            "DEBUG_INFO_BTF",
            "KPROBES",
            "DYNAMIC_FTRACE_WITH_DIRECT_CALLS");

    private KernelCheck() {}

    static Check of(Observations seen) {
        List<Line> lines = new ArrayList<>();
        lines.add(version(seen.release()));
        lines.add(seen.config()
                .map(KernelCheck::options)
                .orElseGet(() -> Line.fact(
                        "options",
                        "cannot tell",
                        "Options: no file tells (/proc/config.gz, /boot/config-" + seen.release() + ")")));
        lines.add(interpreter(seen.interpreter()));
        lines.addAll(attach(seen));
        if (seen.attach().values().stream().allMatch(Answer.No.class::isInstance)) {
            lines.add(Line.finding(
                    "attach",
                    "no",
                    "No program of the probe can be attached",
                    "Only another kernel mends that: ./bench run --where lab measures on one."));
        }
        lines.addAll(seen.statistics().lines(seen));
        return new Check(5, "Kernel Version", lines);
    }

    /// The probe's programs exchange atomically, which BPF can since 5.12 (`BPF_XCHG`).
    private static Line version(String release) {
        return KernelVersion.isBefore(release, 5, 12)
                ? Line.finding(
                        "kernel",
                        release,
                        "Kernel: " + release + ", older than the probe's programs (5.12)",
                        "Only another kernel mends that: ./bench run --where lab measures on one.")
                : Line.good("kernel", release, "Kernel: " + release + " (the probe needs 5.12)");
    }

    private static Line options(KernelConfig config) {
        String values =
                OPTIONS.stream().map(name -> name + "=" + config.option(name)).collect(Collectors.joining(" "));
        return Line.fact("options", values, "Options (" + config.source() + "): " + values);
    }

    private static Line interpreter(Answer answer) {
        String id = "interpreter";
        return switch (answer) {
            case Answer.Yes() -> Line.fact(id, "yes", "An interpreter is built in: jit=0 can be measured here");
            case Answer.No(String why) ->
                Line.fact(id, "no", "No interpreter is built in (" + why + "): jit=0 can be measured in the lab only");
            case Answer.CannotTell(String why, boolean _) ->
                Line.unknown(id, "Whether an interpreter is built in: cannot tell", Words.sentence(why));
        };
    }

    private static List<Line> attach(Observations seen) {
        List<Line> lines = new ArrayList<>();
        String told = "";
        for (Map.Entry<String, Answer> each : seen.attach().sequencedEntrySet().reversed()) {
            String kind = each.getKey();
            String id = "attach." + kind;
            switch (each.getValue()) {
                case Answer.Yes() -> lines.addFirst(Line.good(id, "yes", kind + ": programs load and attach"));
                case Answer.No(String why) -> lines.addFirst(Line.note(id, "no", kind + ": no: " + why, ""));
                case Answer.CannotTell(String why, boolean rightsLack) -> {
                    // What is the same for all is told below the last.
                    Line line = Line.unknown(id, kind + ": cannot tell", why.equals(told) ? "" : Words.sentence(why));
                    lines.addFirst(rightsLack ? seen.toldToRoot(line) : line);
                    told = why;
                }
            }
        }
        return lines;
    }
}
