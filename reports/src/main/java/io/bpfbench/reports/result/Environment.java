// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// A machine, real or virtual, as far as it bears on the figures.
///
/// @param kernel `uname -r`
/// @param architecture `uname -m`
/// @param cpuModel first `model name` of `/proc/cpuinfo`
/// @param cpus online CPUs
/// @param memoryBytes `MemTotal`
/// @param operatingSystem `PRETTY_NAME` of `/etc/os-release`
/// @param jdk version and vendor of the JVM
/// @param settings the BPF settings as they were found
/// @param more further facts by name (kernel options, QEMU version, clock source, …)
public record Environment(
        String kernel,
        String architecture,
        String cpuModel,
        int cpus,
        long memoryBytes,
        String operatingSystem,
        String jdk,
        Map<String, String> settings,
        Map<String, String> more) {
    public Environment {
        settings = Collections.unmodifiableMap(new TreeMap<>(settings));
        more = Collections.unmodifiableMap(new TreeMap<>(more));
    }

    /// The same with further facts.
    public Environment with(Map<String, String> facts) {
        Map<String, String> all = new TreeMap<>(more);
        all.putAll(facts);
        return new Environment(kernel, architecture, cpuModel, cpus, memoryBytes, operatingSystem, jdk, settings, all);
    }
}
