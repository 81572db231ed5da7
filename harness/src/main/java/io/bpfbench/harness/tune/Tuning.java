// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.tune;

import io.bpfbench.harness.kernel.KernelException;
import io.bpfbench.harness.kernel.KernelFiles;
import io.bpfbench.harness.kernel.KernelSettings;
import io.bpfbench.harness.kernel.MachineLock;
import io.bpfbench.harness.kernel.Refusal;
import io.bpfbench.harness.kernel.Setting;
import io.bpfbench.harness.kernel.SettingFacts;
import io.bpfbench.harness.kernel.SettingRefusedException;
import io.bpfbench.harness.kernel.SettingsLease;
import io.bpfbench.harness.tune.TuneRecord.Earlier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Gives a machine's settings the values of a profile, to stay, and takes that back.
///
/// - All or nothing: the settings are changed under a [SettingsLease], which is kept only once everything has worked.
///   An error brings back what was, a signal waits until all is done. After SIGKILL the next command brings the
///   settings back; a file for every boot that was written by then stays, and `--undo` knows of it.
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

    /// Makes sure, as far as can be told without changing anything, that [#apply] will work.
    ///
    /// @throws KernelException when it will not, and why
    public void check(Profile profile, boolean persist, boolean force) {
        MachineLock.acquire(files.root()).close();
        requirePossible(TuneRecord.read(files), profile, persist, force);
    }

    /// Applies a profile.
    ///
    /// @param persist whether to write the file for every boot
    /// @param force whether somebody else's file in its place may be moved aside
    /// @return what was done, a sentence each; empty when all was so already
    /// @throws KernelException when it cannot be done; everything is then as it was
    public List<String> apply(Profile profile, boolean persist, boolean force) {
        try (MachineLock lock = MachineLock.acquire(files.root())) {
            TuneRecord before = TuneRecord.read(files);
            requirePossible(before, profile, persist, force);
            boolean write = persist && !boot.holds(profile.text());
            Preview preview = new Preview(files.root(), profile, persist);
            if (!preview.needed()) {
                return List.of();
            }
            List<Change> needed =
                    preview.changes().stream().filter(Change::needed).toList();
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
            return changing(lock, before, after, (lease, done) -> {
                for (Change change : needed) {
                    lease.set(change.setting(), change.then().orElseThrow());
                    done.add(change.setting().sysctl() + " is " + change.then().orElseThrow() + " (it was "
                            + change.now().label() + ")");
                }
                if (write) {
                    if (boot.isForeign(before.lastWritten()) && !boot.isStillInPlace()) {
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
            TuneRecord before = TuneRecord.read(files);
            if (before.isEmpty()) {
                TuneRecord.delete(files);
                boot.forgetKept();
                return List.of();
            }
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
            List<String> all = changing(lock, before, before, (lease, done) -> {
                before.settings()
                        .forEach((name, values) -> done.add(
                                bringBack(lease, Setting.ofSysctl(name).orElseThrow(), before, values.found())));
                if (before.earlier() != Earlier.UNTOUCHED && !lost) {
                    if (edited) {
                        done.add("what was edited there stands in " + boot.keepEdited());
                    }
                    boot.bringBack(before.earlier() == Earlier.KEPT);
                    done.add(
                            boot.path() + (before.earlier() == Earlier.KEPT ? " is as it was" : " is gone, as before"));
                }
            });
            // Only now: whoever is killed before this can do it all again.
            TuneRecord.delete(files);
            boot.forgetKept();
            return all;
        }
    }

    private static String bringBack(SettingsLease lease, Setting setting, TuneRecord record, String found) {
        String now = lease.settings().require(setting);
        if (now.equals(found)) {
            return setting.sysctl() + " is " + now + ", as before";
        }
        if (!record.isOurs(setting, now)) {
            return setting.sysctl() + " is left at " + now + ", which something else has set since (it was " + found
                    + " before)";
        }
        lease.set(setting, found);
        return setting.sysctl() + " is back at " + found
                + SettingFacts.of(setting)
                        .meaning(found)
                        .map(meaning -> " (" + meaning + ")")
                        .orElse("");
    }

    /// Changes settings to stay, or not at all. A signal waits: the lease's own hook needs the lease.
    private List<String> changing(MachineLock lock, TuneRecord before, TuneRecord noted, Step step) {
        SettingsLease lease = SettingsLease.open(lock);
        synchronized (lease) {
            List<String> done = new ArrayList<>(lease.notices());
            try {
                if (before.earlier() == Earlier.UNTOUCHED && noted.earlier() == Earlier.KEPT) {
                    boot.keep();
                }
                noted.write(files);
                step.take(lease, done);
                lease.keep();
                return done;
            } catch (KernelException failed) {
                List<String> stuck = new ArrayList<>(lease.restore().failed());
                try {
                    takeBack(before, noted);
                } catch (KernelException alsoFailed) {
                    stuck.add(String.valueOf(alsoFailed.getMessage()));
                }
                String sentence = failed instanceof SettingRefusedException refused
                        ? sentence(refused.refusal())
                        : String.valueOf(failed.getMessage());
                throw new KernelException(
                        sentence + (stuck.isEmpty() ? "; nothing is changed" : "; " + String.join("; ", stuck)));
            } finally {
                lease.restore(); // nothing to do once it is kept
            }
        }
    }

    private void takeBack(TuneRecord before, TuneRecord noted) {
        if (!noted.written().equals(before.written()) && boot.holds(noted.written())) {
            if (before.earlier() == Earlier.UNTOUCHED) {
                boot.bringBack(noted.earlier() == Earlier.KEPT);
            } else {
                boot.install(before.written());
            }
        }
        if (before.earlier() == Earlier.UNTOUCHED) {
            boot.forgetKept();
        }
        before.write(files);
    }

    private void requirePossible(TuneRecord before, Profile profile, boolean persist, boolean force) {
        boolean write = persist && !boot.holds(profile.text());
        if (write && !force && boot.isForeign(before.lastWritten())) {
            throw new KernelException(boot.path() + " is none of ours and would be replaced: look at it, then give"
                    + " --force, which keeps it for --undo, or leave --persist out");
        }
        profile.settings()
                .forEach((setting, value) -> settings.foreseen(setting, value).ifPresent(refusal -> {
                    throw new KernelException(sentence(refusal) + "; nothing is changed");
                }));
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
