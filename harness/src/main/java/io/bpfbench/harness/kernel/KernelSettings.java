// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.kernel;

import io.bpfbench.harness.kernel.Refusal.Reason;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/// Reads and writes the [Setting]s of one kernel. Nothing here remembers or restores: that is [SettingsLease]'s work.
public final class KernelSettings {
    /// Bit of `CAP_SYS_ADMIN` in `CapEff` (`include/uapi/linux/capability.h`).
    private static final int CAP_SYS_ADMIN = 21;

    private final KernelFiles files;
    private final Optional<KernelConfig> config;

    /// @param root `/`, or a directory with files saved from another kernel
    public KernelSettings(Path root) {
        this.files = new KernelFiles(root);
        this.config = KernelConfig.read(files);
    }

    /// The setting as it is now.
    public Reading read(Setting setting) {
        try {
            byte[] bytes = files.bytes(setting.file());
            return new Reading.Value(new String(bytes, StandardCharsets.US_ASCII).strip());
        } catch (IOException refused) {
            return new Reading.Unreadable(explain(setting, "", refused, false));
        }
    }

    /// All settings as they are now, in the order of [Setting].
    public Map<Setting, Reading> readAll() {
        Map<Setting, Reading> all = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            all.put(setting, read(setting));
        }
        return all;
    }

    /// The setting's value.
    ///
    /// @throws SettingRefusedException when it cannot be read
    public String require(Setting setting) {
        return switch (read(setting)) {
            case Reading.Value value -> value.text();
            case Reading.Unreadable none -> throw new SettingRefusedException(none.refusal());
        };
    }

    /// Gives the setting a value and makes sure that it has it: one `write(2)` of the whole text, whose error is
    /// seen (a buffered writer meets it in `close` and may swallow it), then a read.
    ///
    /// @throws SettingRefusedException when the kernel does not take the value
    public void write(Setting setting, String value) {
        // Not FileChannel: an interrupt must not be able to stop a restore half-way. Streams of Files are
        // uninterruptible, unbuffered, and pass the array on in one piece.
        try (OutputStream out = Files.newOutputStream(
                files.path(setting.file()), StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            out.write((value + "\n").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException refused) {
            throw new SettingRefusedException(explain(setting, value, refused, true));
        }
        String now = require(setting);
        if (!now.equals(value)) {
            throw new SettingRefusedException(new Refusal(
                    setting,
                    value,
                    Reason.NOT_TAKEN,
                    "it reads back as " + now,
                    "something else sets it at the same time",
                    "stop that (a tuning daemon?) and run again"));
        }
    }

    /// What is known, without writing, to keep the setting from taking the value. Empty does not promise that it
    /// will: only writing tells.
    public Optional<Refusal> foreseen(Setting setting, String value) {
        if (!setting.allows(value)) {
            return Optional.of(outOfRange(setting, value));
        }
        if (read(setting) instanceof Reading.Value now && now.text().equals(value)) {
            return Optional.empty();
        }
        Path path = files.path(setting.file());
        if (!Files.exists(path)) {
            return Optional.of(missing(setting, value));
        }
        if (setting == Setting.JIT
                && config.map(c -> c.has("BPF_JIT_ALWAYS_ON")).orElse(false)) {
            return Optional.of(jitAlwaysOn(value));
        }
        if (!mayAdminister()) {
            return Optional.of(notPermitted(setting, value));
        }
        return Files.isWritable(path) ? Optional.empty() : Optional.of(readOnly(setting, value));
    }

    private Refusal explain(Setting setting, String value, IOException refused, boolean writing) {
        String words = String.valueOf(refused.getMessage());
        if (refused instanceof NoSuchFileException) {
            return missing(setting, value);
        }
        if (setting == Setting.JIT
                && value.equals("2")
                && words.contains("Operation not permitted")
                && mayAdminister()) {
            return new Refusal(
                    setting,
                    value,
                    Reason.FAILED,
                    words,
                    "it prints kernel addresses, which this kernel hides from root too",
                    "set kernel.kptr_restrict to 1 or 0 first");
        }
        if (refused instanceof AccessDeniedException || words.contains("Operation not permitted") || !mayAdminister()) {
            return notPermitted(setting, value);
        }
        if (words.contains("Read-only file system")) {
            return readOnly(setting, value);
        }
        if (writing && setting == Setting.JIT && !value.equals("1") && setting.allows(value)) {
            // The file is there, we may write it, and the kernel says no: among the kernels that know the value
            // only those without an interpreter do that (their bounds are 1 to 1).
            return jitAlwaysOn(value);
        }
        if (writing && words.contains("Invalid argument")) {
            return outOfRange(setting, value);
        }
        return new Refusal(setting, value, Reason.FAILED, words, "", "see the kernel log (dmesg) for more");
    }

    private Refusal jitAlwaysOn(String value) {
        String evidence = config.map(c -> c.has("BPF_JIT_ALWAYS_ON")
                        ? c.source() + " says so"
                        : c.source() + " does not say so, but the kernel answers EINVAL")
                .orElse("no kernel configuration to read, but only such kernels answer EINVAL");
        return new Refusal(
                Setting.JIT,
                value,
                Reason.JIT_ALWAYS_ON,
                "BPF_JIT_ALWAYS_ON",
                "the kernel is built without the interpreter (" + evidence + ")",
                "measure it on another kernel, with --where lab");
    }

    private static Refusal outOfRange(Setting setting, String value) {
        String range = setting.levels().isEmpty() ? "a whole number of bytes" : String.join(", ", setting.levels());
        return new Refusal(setting, value, Reason.OUT_OF_RANGE, "out of range", "", "it takes " + range);
    }

    private static Refusal notPermitted(Setting setting, String value) {
        return new Refusal(
                setting, value, Reason.NO_PERMISSION, "needs root", "", "run bench as root, or with --where lab");
    }

    private static Refusal readOnly(Setting setting, String value) {
        return new Refusal(
                setting,
                value,
                Reason.READ_ONLY,
                "/proc/sys is read-only",
                "this is a container without the right to change its host",
                "run bench outside it, or with --where lab");
    }

    private Refusal missing(Setting setting, String value) {
        // Entries that only the initial network namespace has, beside one that every namespace has.
        boolean elsewhere = Files.exists(files.path("/proc/sys/net/core/somaxconn"))
                && !Files.exists(files.path("/proc/sys/net/core/dev_weight"));
        if (elsewhere) {
            return new Refusal(
                    setting,
                    value,
                    Reason.OTHER_NETWORK_NAMESPACE,
                    "not in this network namespace",
                    "the kernel shows it in the initial one only",
                    "run bench outside the container");
        }
        String why = config.map(c -> c.has("BPF_JIT")
                        ? "its JIT does not know it on this architecture"
                        : "it has no BPF JIT (CONFIG_BPF_JIT is off or the architecture has none)")
                .orElse("no BPF JIT is built in, or none for this architecture");
        return new Refusal(
                setting,
                value,
                Reason.NOT_IN_KERNEL,
                "not in this kernel",
                why,
                "use another kernel, with --where lab");
    }

    /// Whether this process holds `CAP_SYS_ADMIN`, which the handlers of these settings ask for whatever the file's
    /// mode says; true where `/proc/self/status` does not tell.
    private boolean mayAdminister() {
        return files.field("/proc/self/status", "CapEff", ':')
                .map(hex -> (Long.parseUnsignedLong(hex, 16) >>> CAP_SYS_ADMIN & 1) == 1)
                .orElse(true);
    }
}
