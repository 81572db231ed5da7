// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import static io.bpfbench.reports.stats.Claim.Setup.HARDEN_1;
import static io.bpfbench.reports.stats.Claim.Setup.HARDEN_2;
import static io.bpfbench.reports.stats.Claim.Setup.INTERPRETER;
import static io.bpfbench.reports.stats.Claim.Setup.JIT;
import static io.bpfbench.reports.stats.Metric.COST_PER_EVENT;
import static io.bpfbench.reports.stats.Metric.CPU_OVERHEAD;
import static io.bpfbench.reports.stats.Metric.EVENTS_PER_SECOND;
import static io.bpfbench.reports.stats.Metric.LATENCY_ADDED_P99;

import io.bpfbench.reports.stats.Claim.NotHere;
import io.bpfbench.reports.stats.Claim.Ratio;
import io.bpfbench.reports.stats.Claim.Setup;
import java.util.List;

/// Every figure about the cost of the JIT and its hardening in the "eBPF JIT Compilation Optimization Guide" that this
/// project began with, in the guide's order.
public final class GuideClaims {
    private static final String MODES = "What is eBPF JIT compilation?";
    private static final String WHY = "Why JIT matters, table by mode";
    private static final String HARDEN = "net.core.bpf_jit_harden, column Impact";
    private static final String RESULTS = "Performance benchmarks, Results";

    static final String SINGLE =
            "a run times whole programs; what a single instruction takes is measured by bench micro";
    static final String ABSOLUTE = "an absolute figure of another machine (a Xeon E5-2686 v4)";
    private static final String XEON = "an absolute figure of another machine (a Xeon E5-2686 v4), probe and load";
    private static final String OPEN_LOOP =
            "the load here comes at a constant rate and a trial that does not hold it is"
                    + " void, so events follow the load and not the settings";

    static final String ROOT = "the guide says it of programs loaded without privileges; these are loaded by"
            + " root, for whom the kernel blinds nothing at harden=1";

    public static final List<Claim> ALL = List.of(
            new Claim(
                    MODES + ", 1",
                    "Interpreted, an instruction takes 100 to 1,000 ns.",
                    new NotHere(SINGLE, List.of(INTERPRETER), List.of(COST_PER_EVENT))),
            new Claim(
                    MODES + ", 2",
                    "Compiled, an instruction takes 10 to 50 ns.",
                    new NotHere(SINGLE, List.of(JIT), List.of(COST_PER_EVENT))),
            new Claim(
                    MODES + ", 2; said again of sysctl.d and of a performance test",
                    "The JIT makes a program 10 to 100 times as fast as the interpreter.",
                    new Ratio(COST_PER_EVENT, INTERPRETER, JIT, 10, 100, "10 to 100, as it says")),
            new Claim(
                    WHY + ", interpreter",
                    "Interpreted, 100,000 requests/s cost 100 to 1,000 ns a packet, 10 to 100 ms of CPU a second, 1 to"
                            + " 10 % of CPU.",
                    absolute(INTERPRETER, COST_PER_EVENT, CPU_OVERHEAD)),
            new Claim(
                    WHY + ", JIT",
                    "Compiled, 100,000 requests/s cost 10 to 50 ns a packet, 1 to 5 ms of CPU a second, 0.1 to 0.5 % of"
                            + " CPU.",
                    absolute(JIT, COST_PER_EVENT, CPU_OVERHEAD)),
            new Claim(
                    "Why JIT matters, below the table",
                    "The guide's probe costs 0.1 to 0.3 % of CPU, and only with the JIT.",
                    absolute(JIT, CPU_OVERHEAD)),
            new Claim(
                    HARDEN + ", 1",
                    "Hardening 1 costs programs without privileges about 5 to 10 %.",
                    new NotHere(ROOT, List.of(JIT, HARDEN_1), List.of(COST_PER_EVENT))),
            new Claim(
                    HARDEN + ", 2",
                    "Hardening 2 costs about 10 to 20 %.",
                    new Ratio(COST_PER_EVENT, HARDEN_2, JIT, 1.10, 1.20, "1.10 to 1.20, as it says")),
            result("row 1", "JIT, hardening 0: 0.2 % of CPU, less than 10 µs more latency, 100,000+ events/s.", JIT),
            result("row 2", "JIT, hardening 1: 0.3 % of CPU, less than 15 µs, 100,000+ events/s.", HARDEN_1),
            result("row 3", "JIT, hardening 2: 0.5 % of CPU, less than 20 µs, 90,000+ events/s.", HARDEN_2),
            result("row 4", "Interpreter: 8.5 % of CPU, about 150 µs, 20,000+ events/s.", INTERPRETER),
            new Claim(
                    RESULTS + ", row 2 over row 1",
                    "Hardening 1 takes the CPU overhead from 0.2 to 0.3 %.",
                    new Ratio(CPU_OVERHEAD, HARDEN_1, JIT, 1, 0.35 / 0.15, "0.3 ÷ 0.2, more than 1.0 and up to 2.3")),
            new Claim(
                    RESULTS + ", row 3 over row 1",
                    "Hardening 2 takes the CPU overhead from 0.2 to 0.5 %.",
                    new Ratio(
                            CPU_OVERHEAD, HARDEN_2, JIT, 0.45 / 0.25, 0.55 / 0.15, "0.5 ÷ 0.2 as rounded, 1.8 to 3.7")),
            new Claim(
                    RESULTS + ", row 4 over row 1",
                    "The interpreter takes the latency added from less than 10 µs to about 150 µs. (Which percentile is"
                            + " not told; judged by p99.)",
                    new Ratio(
                            LATENCY_ADDED_P99,
                            INTERPRETER,
                            JIT,
                            14.5,
                            Double.POSITIVE_INFINITY,
                            "about 150 ÷ less than 10, more than 14.5")),
            new Claim(
                    RESULTS + ", rows 3 and 4",
                    "Events fall from 100,000 to 90,000 a second with hardening 2, and to 20,000 without the JIT.",
                    new NotHere(OPEN_LOOP, List.of(JIT, HARDEN_2, INTERPRETER), List.of(EVENTS_PER_SECOND))),
            new Claim(
                    RESULTS + ", conclusion",
                    "The JIT is 42 times as efficient of CPU as the interpreter.",
                    new Ratio(
                            CPU_OVERHEAD,
                            INTERPRETER,
                            JIT,
                            8.45 / 0.25,
                            8.55 / 0.15,
                            "8.5 ÷ 0.2 as rounded, 33.8 to 57")));

    /// Set beside a run that compiles the probe in several ways.
    static final Claim OPT_LEVEL = new Claim(
            "How our compilation settings help JIT, opt-level = 3",
            "opt-level = 3 makes smaller bytecode, so that the JIT has less to compile and makes smaller native code.",
            new Claim.SmallerCode("O3", "O2"));

    private GuideClaims() {}

    private static Claim result(String row, String statement, Setup setup) {
        return new Claim(
                RESULTS + ", " + row, statement, absolute(setup, CPU_OVERHEAD, LATENCY_ADDED_P99, EVENTS_PER_SECOND));
    }

    private static NotHere absolute(Setup setup, Metric... metrics) {
        return new NotHere(XEON, List.of(setup), List.of(metrics));
    }

    /// The guide's four rows of results, as far as its own arithmetic needs them.
    static final List<Overhead.Published> RESULT_ROWS = List.of(
            new Overhead.Published("JIT, hardening 0", 0.2, 100_000),
            new Overhead.Published("JIT, hardening 1", 0.3, 100_000),
            new Overhead.Published("JIT, hardening 2", 0.5, 90_000),
            new Overhead.Published("Interpreter", 8.5, 20_000));
}
