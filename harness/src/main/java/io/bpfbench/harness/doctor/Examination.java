// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.doctor;

import io.bpfbench.harness.kernel.KernelConfig;
import io.bpfbench.harness.kernel.KernelException;
import io.bpfbench.harness.kernel.KernelFiles;
import io.bpfbench.harness.kernel.KernelSettings;
import io.bpfbench.harness.kernel.MachineLock;
import io.bpfbench.harness.kernel.Refusal;
import io.bpfbench.harness.kernel.Setting;
import io.bpfbench.harness.probe.LatencyProbe;
import io.bpfbench.harness.probe.ProbeException;
import io.bpfbench.harness.probe.ProbeSpec;
import io.bpfbench.harness.probe.Survey;
import io.bpfbench.harness.probe.Variant;
import io.bpfbench.reports.result.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;

/// Looks at a machine. It reads files, and loads and attaches programs that do nothing, for a fraction of a second
/// each.
public final class Examination {
    private static final List<String> KINDS = List.of("fentry", "kprobe", "raw_tp");
    private static final Path BTF = Path.of("/sys/kernel/btf/vmlinux");

    private final KernelFiles files;
    private final Optional<Path> probe;
    private final String withoutProbe;
    private final SequencedMap<String, Answer> attach = new LinkedHashMap<>();
    private Optional<Loaded> loaded = Optional.empty();
    private OptionalLong reservedBytes = OptionalLong.empty();
    private Optional<String> kallsyms = Optional.empty();
    private String notSurveyed;

    private Examination(KernelFiles files, Optional<Path> probe, String withoutProbe) {
        this.files = files;
        this.probe = probe;
        this.withoutProbe = withoutProbe;
        this.notSurveyed = withoutProbe;
    }

    /// Looks at the machine with the `latency-probe` executable.
    public static Observations with(KernelFiles files, Path probe) {
        return new Examination(files, Optional.of(probe), "").look();
    }

    /// Only reads: nothing can be loaded.
    ///
    /// @param why as a part of a sentence
    public static Observations withoutProbe(KernelFiles files, String why) {
        return new Examination(files, Optional.empty(), why).look();
    }

    private Observations look() {
        KernelSettings settings = new KernelSettings(files.root());
        // Before our own programs stand there too.
        Optional<Survey> survey = probe.flatMap(this::survey);
        tryAll();
        Map<Setting, Refusal> inTheWay = new EnumMap<>(Setting.class);
        Observations.REMEDIES.forEach((setting, value) ->
                settings.foreseen(setting, value).ifPresent(refusal -> inTheWay.put(setting, refusal)));
        return new Observations(
                files.release().orElse("unknown"),
                System.getProperty("os.arch", "unknown"),
                isRoot(),
                settings.readAll(),
                inTheWay,
                KernelConfig.read(files),
                interpreter(),
                attach,
                loaded,
                reservedBytes.isPresent() ? reservedBytes : CodeMemory.reservedBytes(files),
                btfBytes(),
                survey,
                notSurveyed,
                RunStatistics.read(files));
    }

    private Optional<Survey> survey(Path probe) {
        try {
            return Optional.of(Survey.take(probe));
        } catch (ProbeException unheard) {
            notSurveyed =
                    String.valueOf(unheard.getMessage()).lines().findFirst().orElse("the probe does not run");
            return Optional.empty();
        }
    }

    /// A kernel built without the interpreter has a stub in its place (`__bpf_prog_ret0_warn`, kernel/bpf/core.c).
    /// Names
    /// are there for everybody to read; a file with options may be of another build, and is missing in many places.
    private Answer interpreter() {
        Optional<String> names = kallsyms.or(() -> files.text("/proc/kallsyms"));
        if (names.isPresent() && names.get().contains(" __bpf_prog_run32")) {
            return new Answer.Yes();
        }
        if (names.isPresent() && names.get().contains(" __bpf_prog_ret0_warn")) {
            return new Answer.No("/proc/kallsyms has the stub in its place");
        }
        return KernelConfig.read(files)
                .<Answer>map(config -> config.has("BPF_JIT_ALWAYS_ON")
                        ? new Answer.No("BPF_JIT_ALWAYS_ON, says " + config.source())
                        : new Answer.Yes())
                .orElseGet(() -> new Answer.CannotTell("neither /proc/kallsyms nor a file with the options tells"));
    }

    private void tryAll() {
        if (probe.isEmpty()) {
            KINDS.forEach(kind -> attach.put(kind, new Answer.CannotTell(withoutProbe)));
            return;
        }
        try (MachineLock _ = MachineLock.acquire(files.root())) {
            KINDS.forEach(kind -> attach.put(kind, tryOne(probe.get(), kind)));
        } catch (KernelException busy) {
            // A run would measure our programs along.
            KINDS.forEach(kind -> attach.put(kind, new Answer.CannotTell(String.valueOf(busy.getMessage()))));
        }
    }

    private Answer tryOne(Path binary, String kind) {
        try (LatencyProbe running = LatencyProbe.start(binary, new ProbeSpec(kind, Variant.EMPTY, 1))) {
            if (loaded.isEmpty()) {
                Program program = running.ready().programs().getFirst();
                loaded = Optional.of(new Loaded(kind, program.jitedBytes(), symbol(program.name())));
                reservedBytes = CodeMemory.reservedBytes(files);
            }
            return new Answer.Yes();
        } catch (ProbeException refused) {
            return Complaint.of(String.valueOf(refused.getMessage()), kind)
                    .answer(KernelConfig.read(files), files.release().orElse(""));
        }
    }

    /// The name that the kernel gave a program of ours: `bpf_prog_`, its tag, its own name (`bpf_get_prog_name`,
    /// kernel/bpf/core.c).
    private Optional<String> symbol(String program) {
        kallsyms = files.text("/proc/kallsyms");
        String end = "_" + program;
        // There are a hundred thousand lines: none of them is worth a string of its own.
        return kallsyms.filter(names -> names.contains(end + "\t[bpf]")).map(names -> {
            int at = names.indexOf(end + "\t[bpf]");
            return names.substring(names.lastIndexOf(' ', at) + 1, at + end.length());
        });
    }

    private boolean isRoot() {
        return files.field("/proc/self/status", "Uid", ':')
                .map(ids -> ids.split("\\s+"))
                .filter(ids -> ids.length > 1)
                .map(ids -> ids[1].equals("0"))
                .orElse(false);
    }

    private OptionalLong btfBytes() {
        Path btf = files.path(BTF.toString());
        return Files.isReadable(btf) ? OptionalLong.of(btf.toFile().length()) : OptionalLong.empty();
    }
}
