// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.kernel;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The right to change this kernel's [Setting]s for a while, with the duty to bring them back.
///
/// - Before a setting is first changed, the value found is written to `/run/bpfbench/lease.json` and synced to
///   disk. Where that is not possible, nothing is changed.
/// - [#restore()] brings the found values back. It runs at the end of a `try` block, and as a shutdown hook at
///   `System.exit`, SIGINT, SIGTERM and SIGHUP.
/// - After SIGKILL or a crash the file is still there, and [#recover(Path)], which every command calls first,
///   restores.
/// - **Somebody else's change is theirs.** When a setting is found to have neither the value that we gave it last
///   nor the one from before, somebody set it in the meantime; their value is left in place, or, when the run goes
///   on and changes it again, becomes the one to bring back. Either is told to the user.
///
/// A lease is good for one run: after [#restore()] it changes nothing any more. All methods may be called from any
/// thread.
public final class SettingsLease implements AutoCloseable {
    private final KernelFiles files;
    private final KernelSettings settings;
    private final LeaseFile file;
    private final Map<Setting, Held> held = new EnumMap<>(Setting.class);
    private final List<String> notices = new ArrayList<>();
    private final Thread hook;
    private Optional<Restoration> restored = Optional.empty();

    /// What we hold of one setting: the value to bring back, and the one that we gave it last.
    private record Held(String found, String written) {}

    /// What restoring came to.
    ///
    /// @param done one sentence for each setting that was brought back, or left as somebody else had set it
    /// @param failed one sentence for each setting that could not be brought back; the lease file then stays, for
    ///     the next command to try again
    public record Restoration(List<String> done, List<String> failed) {
        public Restoration {
            done = List.copyOf(done);
            failed = List.copyOf(failed);
        }

        /// All sentences, failures first.
        public List<String> sentences() {
            return Stream.concat(failed.stream(), done.stream()).toList();
        }
    }

    private SettingsLease(MachineLock lock) {
        this.files = lock.files();
        this.settings = new KernelSettings(files.root());
        this.file = new LeaseFile(files);
        this.hook = new Thread(this::restoreAtShutdown, "settings-lease");
    }

    /// Begins a lease; touches nothing yet. Only the holder of the machine may: two runs would each take the
    /// other's levels for the values to bring back.
    ///
    /// @throws KernelException when an earlier run's lease is still there and cannot be settled
    public static SettingsLease open(MachineLock lock) {
        Optional<String> settled = LeaseRecovery.settle(lock.files());
        if (new LeaseFile(lock.files()).exists()) {
            throw new KernelException(settled.orElse("a process that still lives holds the settings")
                    + "; no setting is changed before that is done and " + new LeaseFile(lock.files()).path()
                    + " is gone");
        }
        SettingsLease lease = new SettingsLease(lock);
        settled.ifPresent(lease.notices::add);
        Runtime.getRuntime().addShutdownHook(lease.hook);
        return lease;
    }

    /// Restores what a killed run left behind. Does nothing while another run holds the machine, for then there is
    /// nothing left behind.
    ///
    /// @return one sentence to tell the user; empty when there was nothing to do
    public static Optional<String> recover(Path root) {
        return LeaseRecovery.recover(new KernelFiles(root));
    }

    /// Gives a setting a value, having noted the one found. Writes nothing (and needs no rights) when it has the
    /// value already.
    ///
    /// @throws SettingRefusedException when the setting cannot be read, or does not take the value
    /// @throws KernelException when the lease cannot be written; the setting is then as before
    /// @throws IllegalStateException after [#restore()]
    public synchronized void set(Setting setting, String value) {
        if (restored.isPresent()) {
            throw new IllegalStateException(
                    "the run is over and its settings are restored: " + setting.sysctl() + " stays");
        }
        String now = settings.require(setting);
        Optional<Held> before = Optional.ofNullable(held.get(setting));
        boolean foreign = before.isPresent() && !now.equals(before.get().written());
        if (foreign) {
            notices.add(setting.sysctl() + " was set to " + now
                    + " by something else during the run; that is the value to bring back");
        }
        if (now.equals(value) && (before.isEmpty() || !foreign)) {
            return;
        }
        String found = before.isEmpty() || foreign ? now : before.get().found();
        held.put(setting, new Held(found, now));
        try {
            write(setting, Optional.of(value));
        } catch (IOException unwritable) {
            before.ifPresentOrElse(h -> held.put(setting, h), () -> held.remove(setting));
            throw new KernelException("cannot note " + setting.sysctl() + "=" + found + " in " + file.path() + " ("
                    + unwritable.getMessage() + "), so it is not changed: make room there, or run bench as root");
        }
        try {
            settings.write(setting, value);
            held.put(setting, new Held(found, value));
        } catch (SettingRefusedException refused) {
            if (before.isEmpty() && refused.refusal().reason() != Refusal.Reason.NOT_TAKEN) {
                forget(setting);
            }
            throw refused;
        }
    }

    /// The settings themselves, for reading. Only [#set(Setting, String)] may write them while the lease lasts.
    public KernelSettings settings() {
        return settings;
    }

    /// Gives every setting that was changed the value that is to be brought back in the end, while the lease goes on.
    ///
    /// @throws SettingRefusedException when a setting does not take its own former value
    public synchronized void setAsFound() {
        setAsFound(EnumSet.allOf(Setting.class));
    }

    /// The same of some of them.
    ///
    /// @throws SettingRefusedException when a setting does not take its own former value
    public synchronized void setAsFound(Set<Setting> some) {
        Map<Setting, Held> changed = new EnumMap<>(held);
        changed.keySet().retainAll(some);
        changed.forEach((setting, values) -> set(setting, values.found()));
    }

    /// The settings as they are now.
    public Map<Setting, Reading> readAll() {
        return settings.readAll();
    }

    /// What the user should know of this lease so far: an earlier run's settings that had to be restored first,
    /// and settings that something else changed during the run.
    public synchronized List<String> notices() {
        return List.copyOf(notices);
    }

    /// Brings back every value found and ends the lease. Further calls return the first one's outcome.
    public Restoration restore() {
        Restoration outcome = restoreOnce();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ignored) {
            // The machine shuts down already; the hook finds nothing to do.
        }
        return outcome;
    }

    /// Ends the lease and leaves the settings as they are: they are meant to stay.
    ///
    /// @throws KernelException when the lease file cannot be deleted; the lease then goes on
    public void keep() {
        synchronized (this) {
            try {
                file.delete();
            } catch (IOException stuck) {
                throw new KernelException("cannot delete " + file.path() + " (" + stuck.getMessage() + ")");
            }
            held.clear();
        }
        restore();
    }

    /// As [#restore()].
    ///
    /// @throws KernelException when a setting could not be brought back
    @Override
    public void close() {
        Restoration outcome = restore();
        if (!outcome.failed().isEmpty()) {
            throw new KernelException(String.join("\n", outcome.failed()));
        }
    }

    private synchronized Restoration restoreOnce() {
        if (restored.isPresent()) {
            return restored.get();
        }
        List<String> done = new ArrayList<>();
        List<String> failed = new ArrayList<>();
        held.forEach((setting, values) ->
                bringBack(settings, setting, values.found(), List.of(values.written()), done, failed));
        if (!held.isEmpty() && failed.isEmpty()) {
            try {
                file.delete();
            } catch (IOException stuck) {
                failed.add("cannot delete " + file.path() + " (" + stuck.getMessage() + "): delete it by hand");
            }
        }
        Restoration outcome = new Restoration(done, failed);
        restored = Optional.of(outcome);
        return outcome;
    }

    /// Brings one setting back to the value found, unless it has it, or has one that is not of our making.
    ///
    /// @param ours the values that we may have left in place
    static void bringBack(
            KernelSettings settings,
            Setting setting,
            String found,
            List<String> ours,
            List<String> done,
            List<String> failed) {
        try {
            String now = settings.require(setting);
            if (now.equals(found)) {
                return;
            }
            if (!ours.contains(now)) {
                done.add(setting.sysctl() + " is left at " + now + ", which something else has set since (it was "
                        + found + " before)");
                return;
            }
            settings.write(setting, found);
            done.add(setting.sysctl() + " is back at " + found);
        } catch (SettingRefusedException refused) {
            failed.add("could not restore " + setting.sysctl() + "=" + found + " ("
                    + refused.refusal().cause() + "): run, as root, sysctl -w " + setting.sysctl() + "=" + found);
        }
    }

    private void restoreAtShutdown() {
        restoreOnce().sentences().forEach(System.err::println);
    }

    private void forget(Setting setting) {
        held.remove(setting);
        try {
            if (held.isEmpty()) {
                file.delete();
            } else {
                write(setting, Optional.empty());
            }
        } catch (IOException ignored) {
            // An entry too many does no harm: its setting has the value found.
        }
    }

    /// Writes all that is held. Of `changing`, the value that it is about to get is noted as well.
    private void write(Setting changing, Optional<String> next) throws IOException {
        Map<String, LeaseFile.Entry> entries = new TreeMap<>();
        held.forEach((setting, values) -> entries.put(
                setting.sysctl(),
                new LeaseFile.Entry(
                        values.found(),
                        Stream.concat(Stream.of(values.written()), setting == changing ? next.stream() : Stream.empty())
                                .distinct()
                                .toList())));
        file.write(new LeaseFile.Content(LeaseFile.SCHEMA, ProcessIdentity.own(files), command(), entries));
    }

    private static String command() {
        return Stream.concat(
                        ProcessHandle.current().info().command().stream(),
                        ProcessHandle.current().info().arguments().stream().flatMap(Stream::of))
                .collect(Collectors.joining(" "));
    }
}
