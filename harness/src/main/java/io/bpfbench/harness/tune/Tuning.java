// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.tune;

import io.bpfbench.harness.kernel.KernelException;
import io.bpfbench.harness.kernel.KernelFiles;
import io.bpfbench.harness.kernel.KernelSettings;
import io.bpfbench.harness.kernel.MachineLock;
import io.bpfbench.harness.kernel.Reading;
import io.bpfbench.harness.kernel.Refusal;
import io.bpfbench.harness.kernel.Setting;
import io.bpfbench.harness.kernel.SettingFacts;
import io.bpfbench.harness.kernel.SettingRefusedException;
import io.bpfbench.harness.kernel.SettingsLease;
import io.bpfbench.harness.tune.TuneRecord.Earlier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Gives a machine's settings the values of a profile, to stay, and takes that back.
///
/// - All or nothing: the settings are changed under a [SettingsLease], which is kept only once everything has worked.
///   Until then an error, a signal or a crash brings back what was.
/// - Not while a run goes on: it takes the [MachineLock], and a run's lease that was left behind is settled first.
/// - `--undo` goes back to before the first tune. What somebody else has set since stays.
public final class Tuning {
    private final KernelFiles files;
    private final KernelSettings settings;
    private final BootFile boot;

    /// @param root `/`, or a directory with files saved from another kernel
    public Tuning(Path root) {
        this.files = new KernelFiles(root);
        this.settings = new KernelSettings(root);
        this.boot = new BootFile(files);
    }

    /// A setting now and under a profile.
    ///
    /// @param then empty when the profile leaves it as it is
    public record Change(Setting setting, Reading now, Optional<String> then) {
        /// Whether there is anything to do, as far as the value now can be read.
        public boolean needed() {
            return then.isPresent() && !then.equals(value());
        }

        /// The value now; empty when it cannot be read.
        public Optional<String> value() {
            return switch (now) {
                case Reading.Value value -> Optional.of(value.text());
                case Reading.Unreadable ignored -> Optional.empty();
            };
        }

        /// Whether constants that are blinded now will not be.
        public boolean lowersHardening() {
            return setting == Setting.HARDEN
                    && needed()
                    && value().filter(now -> now.compareTo(then.orElse(now)) > 0)
                            .isPresent();
        }
    }

    /// The difference between now and then, in the order of [Setting].
    public List<Change> changes(Profile profile) {
        List<Change> changes = new ArrayList<>();
        settings.readAll()
                .forEach((setting, now) -> changes.add(new Change(
                        setting, now, Optional.ofNullable(profile.settings().get(setting)))));
        return changes;
    }

    /// What would happen to the file for every boot, as a sentence.
    public String fileChange(Profile profile) {
        if (boot.holds(profile.text())) {
            return boot.path() + " is as it should be";
        }
        boolean first = TuneRecord.read(files)
                .map(record -> record.earlier() == Earlier.UNTOUCHED)
                .orElse(true);
        return boot.path()
                + (boot.exists() && first ? " will be replaced, and kept as " + boot.before() : " will be written");
    }

    /// Files that set the same settings otherwise and are read after ours, a sentence each.
    public List<String> overridden(Profile profile) {
        return new LaterFiles(files).against(profile);
    }

    /// Applies a profile.
    ///
    /// @param persist whether to write the file for every boot
    /// @param force whether somebody else's file in its place may be moved aside
    /// @return what was done, a sentence each; empty when all was so already
    /// @throws KernelException when it cannot be done; everything is then as it was
    public List<String> apply(Profile profile, boolean persist, boolean force) {
        try (MachineLock lock = MachineLock.acquire(files.root())) {
            TuneRecord before = TuneRecord.read(files).orElseGet(TuneRecord::empty);
            boolean write = persist && !boot.holds(profile.text());
            if (write && !force && boot.isForeign(before.lastWritten())) {
                throw new KernelException(boot.path() + " is none of ours and would be replaced: look at it, then give"
                        + " --force, which keeps it for --undo, or leave --persist out");
            }
            profile.settings().forEach(this::requirePossible);
            List<Change> needed =
                    changes(profile).stream().filter(Change::needed).toList();
            if (needed.isEmpty() && !write) {
                return List.of();
            }
            TuneRecord after = before;
            for (Change change : needed) {
                after = after.with(
                        change.setting(),
                        settings.require(change.setting()),
                        change.then().orElseThrow());
            }
            boolean keep = write && before.earlier() == Earlier.UNTOUCHED && boot.exists();
            if (write) {
                Earlier stood = before.earlier() != Earlier.UNTOUCHED
                        ? before.earlier()
                        : keep ? Earlier.KEPT : Earlier.NOTHING;
                after = after.withFile(stood, profile.text());
            }
            if (keep) {
                boot.keep();
            }
            TuneRecord noted = after;
            return changing(lock, before, noted, (lease, done) -> {
                for (Change change : needed) {
                    lease.set(change.setting(), change.then().orElseThrow());
                    done.add(change.setting().sysctl() + " is " + change.then().orElseThrow() + " (it was "
                            + change.now().label() + ")");
                }
                if (write) {
                    if (before.earlier() != Earlier.UNTOUCHED && boot.isForeign(before.lastWritten())) {
                        done.add("what was edited there stands in " + boot.keepEdited());
                    }
                    boot.install(profile.text());
                    done.add(boot.path() + " is written" + (keep ? "; what stood there is " + boot.before() : ""));
                }
            });
        }
    }

    /// Goes back to before the first tune.
    ///
    /// @param force whether a file for every boot that was edited since may be moved aside
    /// @return what was done, a sentence each; empty when there is nothing to undo
    /// @throws KernelException when it cannot be done; the settings are then as they were
    public List<String> undo(boolean force) {
        try (MachineLock lock = MachineLock.acquire(files.root())) {
            Optional<TuneRecord> record = TuneRecord.read(files);
            if (record.isEmpty()) {
                return List.of();
            }
            TuneRecord before = record.get();
            boolean edited = before.earlier() != Earlier.UNTOUCHED
                    && boot.exists()
                    && !boot.holds(before.written())
                    && !boot.isStillInPlace();
            if (edited && !force) {
                throw new KernelException(boot.path() + " was changed since bench tune wrote it: look at it, then give"
                        + " --force, which moves it aside");
            }
            boolean lost = before.earlier() == Earlier.KEPT && !boot.isKept();
            if (lost && !force) {
                throw new KernelException(boot.before() + " is gone, and with it what stood in " + boot.path()
                        + " before: give --force to leave that file as it is");
            }
            return changing(lock, before, before, (lease, done) -> {
                for (Map.Entry<String, TuneRecord.Values> entry :
                        before.settings().entrySet()) {
                    Setting setting = Setting.ofSysctl(entry.getKey()).orElseThrow();
                    done.add(bringBack(lease, setting, entry.getValue()));
                }
                if (before.earlier() != Earlier.UNTOUCHED && !lost) {
                    if (edited) {
                        done.add("what was edited there stands in " + boot.keepEdited());
                    }
                    boot.bringBack(before.earlier() == Earlier.KEPT);
                    done.add(
                            boot.path() + (before.earlier() == Earlier.KEPT ? " is as it was" : " is gone, as before"));
                }
                TuneRecord.empty().write(files);
            });
        }
    }

    private static String bringBack(SettingsLease lease, Setting setting, TuneRecord.Values values) {
        String now = lease.settings().require(setting);
        if (now.equals(values.found())) {
            return setting.sysctl() + " is " + now + ", as before";
        }
        if (!now.equals(values.set())) {
            return setting.sysctl() + " is left at " + now + ", which something else has set since (it was "
                    + values.found() + " before)";
        }
        lease.set(setting, values.found());
        return setting.sysctl() + " is back at " + values.found()
                + SettingFacts.of(setting)
                        .meaning(values.found())
                        .map(meaning -> " (" + meaning + ")")
                        .orElse("");
    }

    /// Changes settings to stay, or not at all.
    private List<String> changing(MachineLock lock, TuneRecord before, TuneRecord noted, Step step) {
        SettingsLease lease = SettingsLease.open(lock);
        List<String> done = new ArrayList<>(lease.notices());
        try {
            noted.write(files);
            step.take(lease, done);
            lease.keep();
            return done;
        } catch (KernelException failed) {
            takeBack(before, noted);
            List<String> stuck = lease.restore().failed();
            String sentence = failed instanceof SettingRefusedException refused
                    ? sentence(refused.refusal())
                    : String.valueOf(failed.getMessage());
            throw new KernelException(
                    sentence + (stuck.isEmpty() ? "; nothing is changed" : "; " + String.join("; ", stuck)));
        } finally {
            lease.restore(); // nothing to do once it is kept
        }
    }

    private void takeBack(TuneRecord before, TuneRecord noted) {
        if (noted.earlier() != before.earlier() && boot.holds(noted.written())) {
            boot.bringBack(noted.earlier() == Earlier.KEPT);
        } else if (boot.isStillInPlace()) {
            boot.forgetKept();
        }
        before.write(files);
    }

    private void requirePossible(Setting setting, String value) {
        settings.foreseen(setting, value).ifPresent(refusal -> {
            throw new KernelException(sentence(refusal) + "; nothing is changed");
        });
    }

    /// A refusal in words for somebody who wants just this machine's setting.
    private static String sentence(Refusal refusal) {
        return switch (refusal.reason()) {
            case NO_PERMISSION -> refusal.fact() + ": run bench tune as root";
            case OTHER_NETWORK_NAMESPACE, READ_ONLY -> refusal.fact() + ": run bench tune outside the container";
            case NOT_TAKEN -> refusal.fact() + ": stop that (a tuning daemon?) and tune again";
            case FAILED -> refusal.fact() + ": " + refusal.remedy();
            case JIT_ALWAYS_ON, OUT_OF_RANGE, NOT_IN_KERNEL -> refusal.fact();
        };
    }

    private interface Step {
        void take(SettingsLease lease, List<String> done);
    }
}
