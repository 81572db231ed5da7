// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.kernel;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Settles a lease whose run did not end it.
final class LeaseRecovery {
    private LeaseRecovery() {}

    /// As [SettingsLease#recover(java.nio.file.Path)].
    static Optional<String> recover(KernelFiles files) {
        if (!new LeaseFile(files).exists()) {
            return Optional.empty();
        }
        // Held while we restore, so that no run begins on settings that are about to move.
        try (MachineLock lock = MachineLock.acquire(files.root())) {
            return settle(lock.files());
        } catch (MachineBusyException ignored) {
            return Optional.empty();
        } catch (KernelException unlockable) {
            return Optional.of("settings of an earlier run may still be in force: " + unlockable.getMessage());
        }
    }

    /// Settles the lease, if there is one; the caller holds the machine.
    static Optional<String> settle(KernelFiles files) {
        LeaseFile file = new LeaseFile(files);
        try {
            return file.read().flatMap(lease -> settle(files, file, lease));
        } catch (LeaseFile.DamagedException damaged) {
            return Optional.of(setAside(file, damaged));
        }
    }

    private static Optional<String> settle(KernelFiles files, LeaseFile file, LeaseFile.Content lease) {
        ProcessIdentity owner = lease.owner();
        if (!owner.bootId().equals(ProcessIdentity.bootId(files))) {
            return delete(
                    file,
                    "a lease of an earlier boot was dropped: the settings that process " + owner.pid()
                            + " had changed ended with that boot");
        }
        if (owner.lives(files)) {
            return Optional.empty();
        }
        List<String> done = new ArrayList<>();
        List<String> failed = new ArrayList<>();
        KernelSettings settings = new KernelSettings(files.root());
        for (Map.Entry<String, LeaseFile.Entry> entry : lease.settings().entrySet()) {
            Setting setting = Setting.ofSysctl(entry.getKey()).orElseThrow();
            SettingsLease.bringBack(
                    settings,
                    setting,
                    entry.getValue().found(),
                    entry.getValue().left(),
                    done,
                    failed);
        }
        String run = "the run of process " + owner.pid() + " ended without restoring its settings: ";
        if (!failed.isEmpty()) {
            return Optional.of(run + String.join("; ", new SettingsLease.Restoration(done, failed).sentences()));
        }
        return delete(file, run + (done.isEmpty() ? "they are as they were found" : String.join("; ", done)));
    }

    private static Optional<String> delete(LeaseFile file, String sentence) {
        try {
            file.delete();
            return Optional.of(sentence);
        } catch (IOException stuck) {
            return Optional.of(
                    sentence + " (" + file.path() + " cannot be deleted by this user: run bench as root once)");
        }
    }

    private static String setAside(LeaseFile file, LeaseFile.DamagedException damaged) {
        String advice = "check the settings with sysctl -a -r bpf_jit and set what you want";
        try {
            return "the lease of an earlier run is damaged: " + damaged.getMessage() + ", and was moved to "
                    + file.setAside() + "; " + advice;
        } catch (IOException ignored) {
            return "the lease of an earlier run, " + file.path() + ", is damaged: " + damaged.getMessage() + "; "
                    + advice + ", then delete it as root";
        }
    }
}
