// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.kernel;

import io.bpfbench.reports.result.Environment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Describes the machine for a report. What cannot be read is left out or said to be unknown; nothing here fails.
public final class Machine {
    /// Options that decide what BPF programs can be loaded, how they are run, and how CPU time is counted.
    private static final List<String> OPTIONS = List.of(
            "BPF_JIT",
            "BPF_JIT_ALWAYS_ON",
            "BPF_JIT_DEFAULT_ON",
            "BPF_EVENTS",
            "BPF_LSM",
            "DEBUG_INFO_BTF",
            "DYNAMIC_FTRACE_WITH_DIRECT_CALLS",
            "HZ",
            "IRQ_TIME_ACCOUNTING",
            "KPROBES",
            "NO_HZ_FULL",
            "NO_HZ_IDLE",
            "PREEMPT_DYNAMIC",
            "TICK_CPU_ACCOUNTING",
            "VIRT_CPU_ACCOUNTING_GEN");

    private final KernelFiles files;

    /// @param root `/`, or a directory with files saved from another kernel
    public Machine(Path root) {
        this.files = new KernelFiles(root);
    }

    /// The machine as it is now; the Java virtual machine is always this one.
    public Environment read() {
        return new Environment(
                files.release().orElse("unknown"),
                architecture(),
                cpuModel(),
                onlineCpus(),
                memoryBytes(),
                operatingSystem(),
                Runtime.version() + " (" + System.getProperty("java.vendor", "unknown vendor") + ")",
                settings(),
                more());
    }

    /// The most memory that this process has ever held at once (`VmHWM`), in bytes.
    public OptionalLong ownPeakMemoryBytes() {
        return files.field("/proc/self/status", "VmHWM", ':').stream()
                .mapToLong(value -> Long.parseLong(value.replace("kB", "").strip()) * 1024)
                .findFirst();
    }

    private Map<String, String> settings() {
        Map<String, String> found = new TreeMap<>();
        new KernelSettings(files.root())
                .readAll()
                .forEach((setting, reading) -> found.put(setting.sysctl(), reading.label()));
        return found;
    }

    private Map<String, String> more() {
        Map<String, String> more = new TreeMap<>();
        KernelConfig.read(files)
                .ifPresentOrElse(
                        config -> {
                            more.put("kernel_config", config.source());
                            OPTIONS.forEach(name -> more.put("CONFIG_" + name, config.option(name)));
                        },
                        () -> more.put("kernel_config", "no file tells"));
        put(more, "clocksource", files.text("/sys/devices/system/clocksource/clocksource0/current_clocksource"));
        put(more, "spectre_v2", files.text("/sys/devices/system/cpu/vulnerabilities/spectre_v2"));
        put(more, "cpufreq_governor", governors());
        put(more, "smt", files.text("/sys/devices/system/cpu/smt/control"));
        put(more, "kernel.bpf_stats_enabled", files.text("/proc/sys/kernel/bpf_stats_enabled"));
        put(more, "kernel.unprivileged_bpf_disabled", files.text("/proc/sys/kernel/unprivileged_bpf_disabled"));
        put(more, "btf_bytes", btfBytes());
        more.put("virtualization", virtualization());
        return more;
    }

    private static void put(Map<String, String> map, String name, Optional<String> value) {
        value.ifPresent(text -> map.put(name, text));
    }

    /// `uname -m`; kernels before 6.1 have no file for it, and then the JVM's word is put into the kernel's.
    private String architecture() {
        return files.text("/proc/sys/kernel/arch")
                .orElseGet(() -> System.getProperty("os.arch", "unknown").equals("amd64")
                        ? "x86_64"
                        : System.getProperty("os.arch", "unknown"));
    }

    /// x86 names its model; ARM gives numbers only, which are shown as they stand.
    private String cpuModel() {
        Optional<String> part = files.field("/proc/cpuinfo", "CPU part", ':');
        return files.field("/proc/cpuinfo", "model name", ':')
                .or(() -> files.field("/proc/cpuinfo", "CPU implementer", ':')
                        .map(maker -> "implementer " + maker + " part " + part.orElse("?")))
                .or(() -> files.field("/proc/cpuinfo", "cpu", ':'))
                .orElse("unknown");
    }

    private int onlineCpus() {
        return files.text("/sys/devices/system/cpu/online")
                .map(Machine::countRange)
                .filter(count -> count > 0)
                .orElseGet(() -> Runtime.getRuntime().availableProcessors());
    }

    /// How many numbers a list such as `0-3,6,8-9` names.
    private static int countRange(String list) {
        int count = 0;
        for (String part : list.split(",")) {
            String[] ends = part.strip().split("-");
            count += ends.length == 2 ? Integer.parseInt(ends[1]) - Integer.parseInt(ends[0]) + 1 : 1;
        }
        return count;
    }

    private long memoryBytes() {
        return files.field("/proc/meminfo", "MemTotal", ':')
                .map(text -> Long.parseLong(text.split(" ")[0]) * 1024)
                .orElse(0L);
    }

    private String operatingSystem() {
        return files.field("/etc/os-release", "PRETTY_NAME", '=')
                .or(() -> files.field("/usr/lib/os-release", "PRETTY_NAME", '='))
                .map(name -> name.replaceAll("^\"|\"$", ""))
                .orElse("unknown");
    }

    private Optional<String> governors() {
        TreeSet<String> all = new TreeSet<>();
        for (int cpu = 0; cpu < onlineCpus(); cpu++) {
            files.text("/sys/devices/system/cpu/cpu" + cpu + "/cpufreq/scaling_governor")
                    .ifPresent(all::add);
        }
        return all.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", all));
    }

    private Optional<String> btfBytes() {
        Path btf = files.path("/sys/kernel/btf/vmlinux");
        return Files.exists(btf) ? Optional.of(Long.toString(btf.toFile().length())) : Optional.empty();
    }

    /// What hints at a hypervisor: the CPU's own flag, and the names that firmware gives the machine.
    private String virtualization() {
        boolean hypervisor = files.field("/proc/cpuinfo", "flags", ':')
                .map(flags -> List.of(flags.split(" ")).contains("hypervisor"))
                .orElse(false);
        String firmware = String.join(
                " ",
                Stream.of("/sys/class/dmi/id/sys_vendor", "/sys/class/dmi/id/product_name", "/sys/hypervisor/type")
                        .flatMap(name -> files.text(name).stream())
                        .toList());
        String hint = hypervisor ? "the CPU says it is virtual" : "none seen";
        return firmware.isEmpty() ? hint : hint + " (" + firmware + ")";
    }
}
