// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.trial;

import io.bpfbench.harness.kernel.Setting;
import io.bpfbench.harness.kernel.SettingsLease;
import io.bpfbench.harness.probe.ProbeObject;
import io.bpfbench.harness.probe.ProbeSpec;
import io.bpfbench.reports.result.Attestation;
import io.bpfbench.reports.result.Cell;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// What a cell stands for: kernel settings, and how and how often the probe is attached.
///
/// A cell that leaves `jit` or `harden` out still fixes it, since both decide what code a program becomes: the JIT is
/// on, and nothing is hardened. Any other setting that it leaves out is as it was found. Without `stack` the probe is
/// attached once, without `attach` as the whole run is.
///
/// @param attach the cell's own attach kind
/// @param stack copies of the probe
/// @param length additions of an arithmetic probe in place of the latency probe; 0 for none
/// @param object what the probe is loaded from, in place of the object inside it
public record CellSettings(
        Map<Setting, String> wanted, Optional<String> attach, int stack, int length, Optional<ProbeObject> object) {
    public static CellSettings of(Cell cell) {
        Map<Setting, String> wanted = new EnumMap<>(Setting.class);
        wanted.put(Setting.JIT, cell.value("jit").orElse("1"));
        wanted.put(Setting.HARDEN, cell.value("harden").orElse("0"));
        cell.value("kallsyms").ifPresent(level -> wanted.put(Setting.KALLSYMS, level));
        return new CellSettings(
                wanted,
                cell.value("attach"),
                Integer.parseInt(cell.value("stack").orElse("1")),
                Integer.parseInt(cell.value("length").orElse("0")),
                ProbeObject.of(cell));
    }

    /// The probe of this cell.
    ///
    /// @param usual the probe of cells that say nothing of it
    ProbeSpec probe(ProbeSpec usual) {
        ProbeSpec attached = attach.map(usual::by).orElse(usual);
        ProbeSpec spec = length == 0 ? attached.stacked(stack) : ProbeSpec.arithmetic(attached.attach(), length);
        ProbeSpec compiled = object.map(spec::compiledAs).orElse(spec);
        return wanted.containsKey(Setting.KALLSYMS) ? compiled.withKallsyms() : compiled;
    }

    /// Writes and reads back each setting.
    ///
    /// @throws io.bpfbench.harness.kernel.SettingRefusedException when the kernel does not take one
    public void apply(SettingsLease lease) {
        Set<Setting> others = EnumSet.allOf(Setting.class);
        others.removeAll(wanted.keySet());
        lease.setAsFound(others);
        wanted.forEach(lease::set);
    }

    /// Every setting that can be read, by its `sysctl` name.
    public static Map<String, String> readAll(SettingsLease lease) {
        Map<String, String> values = new TreeMap<>();
        lease.readAll().forEach((setting, reading) -> values.put(setting.sysctl(), reading.label()));
        return values;
    }

    /// What a trial under these settings says of them.
    ///
    /// @param before all settings as read before the load began
    /// @param after all settings as read behind the last window
    public Attestation attest(Map<String, String> before, Map<String, String> after) {
        List<String> failures = new ArrayList<>();
        wanted.forEach((setting, value) -> {
            String found = before.getOrDefault(setting.sysctl(), "unreadable");
            if (!found.equals(value)) {
                failures.add(setting.sysctl() + " was to be " + value + " and read back as " + found);
            }
        });
        return new Attestation(before, after, failures);
    }
}
