// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.doctor;

import io.bpfbench.harness.kernel.KernelConfig;
import io.bpfbench.harness.kernel.Reading;
import io.bpfbench.harness.kernel.Refusal;
import io.bpfbench.harness.kernel.Setting;
import io.bpfbench.harness.probe.Survey;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;

/// What was seen of a machine, before anything is made of it.
///
/// @param release `uname -r`; `unknown` when it cannot be read
/// @param architecture as Java names it, such as `amd64` or `aarch64`
/// @param root whether we are
/// @param settings every setting as it was read
/// @param inTheWay what would keep the settings from taking the values of [#REMEDIES]
/// @param config the options of the kernel, where a file tells
/// @param interpreter whether the kernel can run programs without the JIT
/// @param attach by attach kind, in the order in which a run tries them, whether a program can be loaded and attached
/// @param loaded what became of the program of the first kind that works
/// @param reservedBytes memory set aside for compiled programs while that one was loaded
/// @param btfBytes size of `/sys/kernel/btf/vmlinux`; empty when there is none
/// @param survey what else the kernel tells; empty when it could not be asked
/// @param notSurveyed why it could not, as a part of a sentence; empty when it could
/// @param statistics whether run statistics are on
public record Observations(
        String release,
        String architecture,
        boolean root,
        Map<Setting, Reading> settings,
        Map<Setting, Refusal> inTheWay,
        Optional<KernelConfig> config,
        Answer interpreter,
        SequencedMap<String, Answer> attach,
        Optional<Loaded> loaded,
        OptionalLong reservedBytes,
        OptionalLong btfBytes,
        Optional<Survey> survey,
        String notSurveyed,
        RunStatistics statistics) {
    /// The values that mend the settings. The limit is what x86-64 kernels give themselves (`bpf_jit_charge_init`,
    /// kernel/bpf/core.c: half of the memory for modules). arm64 has more room and takes it too; others have less
    /// (riscv64: 128 MiB for all code, `bpf_jit_alloc_exec_limit`) and may not.
    public static final Map<Setting, String> REMEDIES =
            Map.of(Setting.JIT, "1", Setting.HARDEN, "0", Setting.KALLSYMS, "1", Setting.LIMIT, "528482304");

    public Observations {
        settings = Map.copyOf(settings);
        inTheWay = Map.copyOf(inTheWay);
        attach = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(attach));
    }

    /// Whether the setting is known to have room for the value of [#REMEDIES] here.
    boolean hasRemedy(Setting setting) {
        return setting != Setting.LIMIT || architecture.equals("amd64") || architecture.equals("aarch64");
    }

    /// The setting's value; empty when it could not be read.
    Optional<String> value(Setting setting) {
        return switch (settings.get(setting)) {
            case Reading.Value value -> Optional.of(value.text());
            case Reading.Unreadable ignored -> Optional.empty();
            case null -> Optional.empty();
        };
    }

    /// With the command that tells more, unless we are root already.
    Line toldToRoot(Line line) {
        return root ? line : line.mendedBy("sudo ./bench doctor");
    }

    /// A command as this user has to type it.
    String command(String asRoot) {
        return root ? asRoot : "sudo " + asRoot;
    }
}
