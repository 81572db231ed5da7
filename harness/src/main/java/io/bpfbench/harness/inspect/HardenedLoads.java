// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.inspect;

import io.bpfbench.harness.kernel.KernelFiles;
import io.bpfbench.harness.kernel.KernelSettings;
import io.bpfbench.harness.kernel.Reading;
import io.bpfbench.harness.kernel.Setting;
import io.bpfbench.harness.kernel.SettingsLease;
import io.bpfbench.harness.probe.LatencyProbe;
import io.bpfbench.harness.probe.ProbeSpec;
import io.bpfbench.reports.result.Program;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The same program loaded under one level of `net.core.bpf_jit_harden` after the other, with the JIT on.
///
/// @param files the machine's kernel files
/// @param probe the `latency-probe` executable, with `program-reader` beside it
/// @param object an object file of somebody's; without one it is the probe itself, attached
/// @param name of the program; without one the probe's send program, or the only one of the object
public record HardenedLoads(KernelFiles files, Path probe, Optional<Path> object, Optional<String> name) {
    private static final String USUAL = "send";

    /// One load.
    public record Loaded(String level, Inspection inspection) {}

    /// Loads it under each level.
    ///
    /// @param lease restored by the caller
    /// @throws io.bpfbench.harness.kernel.SettingRefusedException when the kernel does not take a level
    /// @throws io.bpfbench.harness.probe.ProbeException when the program cannot be loaded or read
    /// @throws InspectException when the name is nobody's, or left out where there are several
    public List<Loaded> under(List<String> levels, SettingsLease lease) {
        List<Loaded> loads = new ArrayList<>();
        for (String level : levels) {
            lease.set(Setting.JIT, "1");
            lease.set(Setting.HARDEN, level);
            LoadedProgram program = object.map(this::ofObject).orElseGet(this::ofProbe);
            loads.add(new Loaded(level, Inspection.of(program, files)));
        }
        return loads;
    }

    /// What holds for every program that is loaded on this machine while these loads last, when that is less hardening
    /// or another way to run programs than now. Empty when it is neither, or when the settings cannot be read.
    public Optional<String> price(List<String> levels) {
        List<String> changes = new ArrayList<>();
        now(Setting.JIT).filter(now -> !now.equals("1")).ifPresent(now -> changes.add(change(Setting.JIT, "1", now)));
        String lowest = levels.stream().min(Comparator.naturalOrder()).orElseThrow();
        now(Setting.HARDEN)
                .filter(now -> lowest.compareTo(now) < 0)
                .ifPresent(now -> changes.add(change(Setting.HARDEN, lowest, now)));
        return changes.isEmpty() ? Optional.empty() : Optional.of(String.join(" and ", changes));
    }

    private Optional<String> now(Setting setting) {
        return switch (new KernelSettings(files.root()).read(setting)) {
            case Reading.Value(String value) -> Optional.of(value);
            case Reading.Unreadable ignored -> Optional.empty();
        };
    }

    private static String change(Setting setting, String to, String from) {
        return setting.sysctl() + "=" + to + " in place of " + from;
    }

    private LoadedProgram ofObject(Path file) {
        List<LoadedProgram> programs = ProgramReader.beside(probe).load(file, name);
        if (programs.isEmpty()) {
            throw new InspectException(file + " holds no program: name a BPF object file that does");
        }
        if (programs.size() != 1) {
            throw new InspectException(file + " holds " + programs.size() + " programs: name one of "
                    + programs.stream().map(LoadedProgram::name).collect(Collectors.joining(", ")));
        }
        return programs.getFirst();
    }

    private LoadedProgram ofProbe() {
        try (LatencyProbe loaded = LatencyProbe.start(probe, ProbeSpec.latency("auto"))) {
            List<Program> programs = loaded.ready().programs();
            Program chosen = programs.stream()
                    .filter(program -> name.isPresent()
                            ? program.name().equals(name.get())
                            : program.name().startsWith(USUAL + "_"))
                    .findFirst()
                    .orElseThrow(() -> new InspectException("the probe has no program of the name " + name.orElse(USUAL)
                            + " here: name one of "
                            + programs.stream().map(Program::name).collect(Collectors.joining(", "))));
            return ProgramReader.beside(probe)
                    .show(chosen.id(), 0)
                    .loadedIn(chosen.loadNanos(), chosen.verifierNanos());
        }
    }
}
