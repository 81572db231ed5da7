// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.inspect;

import io.bpfbench.harness.kernel.KernelFiles;
import io.bpfbench.harness.kernel.KernelSettings;
import io.bpfbench.harness.kernel.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A program together with what was in force when it was looked at.
///
/// @param settings `net.core.bpf_jit_*`, each as a value or why there is none
/// @param statisticsOn whether the kernel counts every program's runs all the time (`kernel.bpf_stats_enabled`)
/// @param kptrRestrict `kernel.kptr_restrict`, from whose level 2 on addresses and blinded code are hidden from root
/// too
/// @param syslog whether this process has CAP_SYSLOG, without which level 1 hides them too (`kallsyms_show_value`)
public record Inspection(
        LoadedProgram program,
        Map<String, String> settings,
        boolean statisticsOn,
        Optional<String> kptrRestrict,
        boolean syslog) {
    /// Bit of `CAP_SYSLOG` in `CapEff` (`include/uapi/linux/capability.h`).
    private static final int CAP_SYSLOG = 34;

    public Inspection {
        settings = new TreeMap<>(settings);
    }

    public static Inspection of(LoadedProgram program, KernelFiles files) {
        Map<String, String> settings = new TreeMap<>();
        new KernelSettings(files.root())
                .readAll()
                .forEach((setting, reading) -> settings.put(setting.sysctl(), reading.label()));
        return new Inspection(
                program,
                settings,
                statisticsOn(files),
                files.text("/proc/sys/kernel/kptr_restrict"),
                files.field("/proc/self/status", "CapEff", ':')
                        .map(hex -> (Long.parseUnsignedLong(hex, 16) >>> CAP_SYSLOG & 1) == 1)
                        .orElse(true));
    }

    /// Whether the kernel counts every program's runs all the time. A program that holds `BPF_ENABLE_STATS` is not
    /// seen.
    public static boolean statisticsOn(KernelFiles files) {
        return files.text("/proc/sys/kernel/bpf_stats_enabled").equals(Optional.of("1"));
    }

    /// The program's names in `/proc/kallsyms`.
    public List<String> symbols() {
        return program.code().map(LoadedCode::symbols).orElse(List.of());
    }

    /// Why it has no name there; empty when it has one. The kernel decides when the file is read, not when the program
    /// is loaded (`bpf_get_kallsym`, `bpf_jit_kallsyms_enabled`).
    public String whyNoSymbol() {
        if (!symbols().isEmpty()) {
            return "";
        }
        if (!program.jited()) {
            return "the interpreter runs it, so there is no native code to name";
        }
        List<String> causes = new ArrayList<>();
        value(Setting.HARDEN)
                .filter(level -> !level.equals("0"))
                .ifPresent(level -> causes.add(Setting.HARDEN.sysctl() + "=" + level + " hides all programs' names"));
        value(Setting.KALLSYMS)
                .filter(level -> level.equals("0"))
                .ifPresent(level -> causes.add(Setting.KALLSYMS.sysctl() + "=0 shows none"));
        kptrRestrict
                .filter(level -> level.equals("2"))
                .ifPresent(level -> causes.add("kernel.kptr_restrict=2 hides all addresses"));
        if (!syslog) {
            causes.add("the kernel shows addresses only to who has CAP_SYSLOG");
        }
        return causes.isEmpty() ? "/proc/kallsyms does not show it" : String.join(", and ", causes);
    }

    /// Why some of its code cannot be shown; empty when all can.
    public String whyHidden() {
        boolean hidden = program.code().map(LoadedCode::hidden).orElse(false);
        if (!hidden) {
            return "";
        }
        return syslog
                ? "the kernel hides it (kernel.kptr_restrict=" + kptrRestrict.orElse("?") + ", which has to be 0 or 1)"
                : "the kernel hides it from who has no CAP_SYSLOG";
    }

    /// The value of a setting, where it can be read.
    public Optional<String> value(Setting setting) {
        return Optional.ofNullable(settings.get(setting.sysctl())).filter(setting::allows);
    }

    /// Its code for people to read; disassembled on this machine, wherever the program was loaded.
    public Listing listing() {
        return Listing.of(program);
    }
}
