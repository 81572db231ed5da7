// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.kernel;

import java.util.Map;
import java.util.Optional;

/// What people are told of a [Setting], and what is true of it.
///
/// The sources are the kernel's: `proc_dointvec_minmax_bpf_enable` (net/core/sysctl_net_core.c),
/// `bpf_jit_blinding_enabled` and `bpf_jit_kallsyms_enabled` (include/linux/filter.h), `bpf_jit_charge_modmem` and
/// `bpf_jit_charge_init` (kernel/bpf/core.c), `kallsyms_show_value` (kernel/ksyms_common.c) for the addresses.
/// perf gets names from the kernel's own records of loading (`PERF_RECORD_KSYMBOL`, since 5.1), which no setting hides.
///
/// @param purpose what the setting decides, as a part of a sentence
/// @param meanings by level, what the kernel then does; empty for a number of bytes
/// @param costs by level, what that has against it, as sentences; a number of bytes has one for being too low, under ""
/// @param guide what the eBPF JIT guide says of it, as a part of a sentence
/// @param truth what is so instead, as sentences
public record SettingFacts(
        String purpose, Map<String, String> meanings, Map<String, String> costs, String guide, String truth) {
    private static final String DUMPS =
            "dumps every program into the kernel log, and the kernel warns: \"NEVER use this in production\"";
    private static final String COSTS_ROOT_NOTHING =
            "costs a program that root loads nothing: the kernel makes the same"
                    + " code as under 0, and blinds only programs of loaders without CAP_BPF (CAP_SYS_ADMIN before Linux 6.1;"
                    + " filters of sockets and of seccomp among them)";
    private static final String LENGTHENS = "lengthens every program; bench run --matrix harden measures by how much";
    private static final String HIDES =
            "hides all programs' names from /proc/kallsyms, and from tools that look them up there";
    private static final String REFUSES =
            "The limit refuses only loaders without CAP_BPF, so a program that root loads never meets it.";

    public SettingFacts {
        meanings = Map.copyOf(meanings);
        costs = Map.copyOf(costs);
    }

    /// The facts of a setting.
    public static SettingFacts of(Setting setting) {
        return switch (setting) {
            case JIT ->
                new SettingFacts(
                        "whether programs are compiled",
                        Map.of(
                                "0", "programs are interpreted",
                                "1", "programs are compiled",
                                "2", "programs are compiled, and each one's code is dumped into the kernel log"),
                        Map.of("2", "It " + DUMPS + "."),
                        "2 is for development",
                        "2 is for work on the JIT itself. It " + DUMPS
                                + ". Kernels built with BPF_JIT_ALWAYS_ON refuse it."
                                + " The code of one program is shown by bench inspect.");
            case HARDEN ->
                new SettingFacts(
                        "whose constants are blinded in compiled code",
                        Map.of(
                                "0", "no program's constants are blinded",
                                "1", "constants in programs of loaders without CAP_BPF are blinded",
                                "2", "constants in all programs are blinded"),
                        Map.of(
                                "1", "It " + COSTS_ROOT_NOTHING + ". It " + HIDES + ".",
                                "2", "It " + LENGTHENS + ". It " + HIDES + "."),
                        "1 costs 5 to 10 %, 2 costs 10 to 20 %",
                        "1 " + COSTS_ROOT_NOTHING + ". 2 " + LENGTHENS + ". Either " + HIDES + ".");
            case KALLSYMS ->
                new SettingFacts(
                        "whether compiled programs have names in /proc/kallsyms",
                        Map.of(
                                "0", "compiled programs have no names in /proc/kallsyms",
                                "1", "compiled programs have names in /proc/kallsyms while nothing is hardened"),
                        Map.of(),
                        "1 exports them",
                        "1 shows the names to everybody and the addresses to root, and only while net.core.bpf_jit_harden is 0.");
            case LIMIT ->
                new SettingFacts(
                        "how many bytes of compiled code there may be before loaders without CAP_BPF are refused",
                        Map.of(),
                        Map.of("", REFUSES),
                        "524288000 lets more programs be loaded",
                        REFUSES
                                + " Since March 2023 kernels take half of the memory for modules (528482304 bytes on x86-64), and"
                                + " 524288000 would lower that.");
        };
    }

    /// What is against this level, as sentences; empty when nothing is.
    public Optional<String> cost(String level) {
        return Optional.ofNullable(costs.get(level));
    }

    /// What the kernel does at this level; empty for one that has no meaning of its own.
    public Optional<String> meaning(String level) {
        return Optional.ofNullable(meanings.get(level));
    }
}
