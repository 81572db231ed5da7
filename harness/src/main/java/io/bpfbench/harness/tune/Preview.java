// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.tune;

import static io.bpfbench.harness.kernel.Setting.HARDEN;

import io.bpfbench.harness.kernel.KernelFiles;
import io.bpfbench.harness.kernel.KernelSettings;
import io.bpfbench.harness.kernel.Reading;
import io.bpfbench.harness.kernel.Setting;
import io.bpfbench.harness.kernel.SettingFacts;
import io.bpfbench.harness.tune.TuneRecord.Earlier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a profile would make of a machine. Only looks; what ordinary users may not read is unreadable here.
public final class Preview {
    private final KernelFiles files;
    private final Profile profile;
    private final boolean persist;
    private final List<Change> changes = new ArrayList<>();

    /// @param root `/`, or a directory with files saved from another kernel
    /// @param persist whether the file for every boot is to be written
    public Preview(Path root, Profile profile, boolean persist) {
        this.files = new KernelFiles(root);
        this.profile = profile;
        this.persist = persist;
        new KernelSettings(root)
                .readAll()
                .forEach((setting, now) -> changes.add(new Change(
                        setting, now, Optional.ofNullable(profile.settings().get(setting)))));
    }

    /// The difference between now and then, in the order of [Setting].
    public List<Change> changes() {
        return List.copyOf(changes);
    }

    /// Whether there is anything to do.
    public boolean needed() {
        return changes.stream().anyMatch(Change::needed) || (persist && !new BootFile(files).holds(profile.text()));
    }

    /// What would happen to the file for every boot, as a sentence; empty when it is to be left alone.
    public Optional<String> file() {
        if (!persist) {
            return Optional.empty();
        }
        BootFile boot = new BootFile(files);
        if (boot.holds(profile.text())) {
            return Optional.of(boot.path() + " is as it should be");
        }
        boolean kept = boot.exists() && TuneRecord.read(files).earlier() == Earlier.UNTOUCHED;
        return Optional.of(
                boot.path() + (kept ? " will be replaced, and kept as " + boot.before() : " will be written"));
    }

    /// What somebody should know before they agree, a sentence each.
    public List<String> warnings() {
        List<String> all = new ArrayList<>();
        SysctlFiles boot = new SysctlFiles(files);
        otherwise(persist ? boot.afterOurs() : boot.atBoot()).forEach(all::add);
        for (Change change : changes) {
            if (change.then().isPresent() && change.now() instanceof Reading.Unreadable none) {
                all.add(none.refusal().fact());
            }
        }
        weakened().ifPresent(all::add);
        return all;
    }

    /// What files give settings otherwise than the profile, after the next boot.
    private List<String> otherwise(Map<Setting, SysctlFiles.Line> boot) {
        List<String> all = new ArrayList<>();
        boot.forEach((setting, line) -> Optional.ofNullable(profile.settings().get(setting))
                .filter(then -> !then.equals(line.value()))
                .ifPresent(ignored ->
                        all.add(line.file() + (persist ? " is read after " + BootFile.NAME + " and" : "") + " sets "
                                + setting.sysctl() + " = " + line.value()
                                + ": that will be in force after the next boot")));
        return all;
    }

    /// Whether fewer constants will be blinded than now, or than after the next boot as things are.
    private Optional<String> weakened() {
        Optional<String> now = changes.stream()
                .filter(change -> change.setting() == HARDEN)
                .flatMap(change -> change.value().stream())
                .findFirst();
        Optional<String> atBoot = persist
                ? Optional.ofNullable(new SysctlFiles(files).atBoot().get(HARDEN))
                        .map(SysctlFiles.Line::value)
                : Optional.empty();
        Optional<String> then = Optional.ofNullable(profile.settings().get(HARDEN));
        if (then.isEmpty()) {
            return Optional.empty();
        }
        return now.filter(value -> value.compareTo(then.get()) > 0)
                .map(value -> weakened("", value, then.get()))
                .or(() -> atBoot.filter(value -> value.compareTo(then.get()) > 0)
                        .map(value -> weakened(" from the next boot on", value, then.get())));
    }

    private static String weakened(String when, String from, String to) {
        SettingFacts facts = SettingFacts.of(HARDEN);
        return "this weakens hardening" + when + ", from " + HARDEN.sysctl() + " = " + from + " ("
                + facts.meaning(from).orElse("") + ") to " + to + " ("
                + facts.meaning(to).orElse("")
                + "): numbers that whoever loads a program chooses then stand in executable kernel memory as they are,"
                + " which is what JIT spraying builds on";
    }
}
