// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.tune;

import io.bpfbench.harness.kernel.DurableFile;
import io.bpfbench.harness.kernel.KernelException;
import io.bpfbench.harness.kernel.KernelFiles;
import io.bpfbench.harness.kernel.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// How things were before `bench tune`, on disk for `--undo`: `/var/lib/bpfbench/tune.json`. It outlives a boot, as the
/// file for every boot does; what only this boot has ends with it.
///
/// @param bootId the boot of the last tune, `/proc/sys/kernel/random/boot_id`; empty when it cannot be told
/// @param settings by `sysctl` name
/// @param earlier what stood in the place of the file for every boot
/// @param written what we wrote there last; empty while we have not
record TuneRecord(String schema, String bootId, Map<String, Values> settings, Earlier earlier, String written) {
    static final String SCHEMA = "bpfbench/tune/1";
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .build();

    /// One setting: the value before the first tune, and the one that the last tune gave it.
    record Values(String found, String set) {}

    /// What stood in the place of the file.
    enum Earlier {
        /// Not our business: no tune has touched the file.
        UNTOUCHED,
        /// No file.
        NOTHING,
        /// A file, which is kept.
        KEPT
    }

    TuneRecord {
        settings = Collections.unmodifiableMap(new TreeMap<>(settings));
    }

    private static TuneRecord empty(String bootId) {
        return new TuneRecord(SCHEMA, bootId, Map.of(), Earlier.UNTOUCHED, "");
    }

    /// Whether there is nothing to undo.
    boolean isEmpty() {
        return settings.isEmpty() && earlier == Earlier.UNTOUCHED;
    }

    /// With a setting found at `now` and about to become `value`. What a tune before this one found counts, unless
    /// somebody else has set the setting since.
    TuneRecord with(Setting setting, String now, String value) {
        Map<String, Values> all = new TreeMap<>(settings);
        String found = isOurs(setting, now)
                ? Optional.ofNullable(settings.get(setting.sysctl()))
                        .map(Values::found)
                        .orElse(now)
                : now;
        all.put(setting.sysctl(), new Values(found, value));
        return new TuneRecord(schema, bootId, all, earlier, written);
    }

    TuneRecord withFile(Earlier stood, String text) {
        return new TuneRecord(schema, bootId, settings, stood, text);
    }

    /// Whether a value is of our making: the last tune's, or that of the file we wrote, which counts after a boot.
    boolean isOurs(Setting setting, String value) {
        return Optional.ofNullable(settings.get(setting.sysctl()))
                        .filter(values -> values.set().equals(value))
                        .isPresent()
                || value.equals(SysctlText.values(written).get(setting));
    }

    Optional<String> lastWritten() {
        return earlier == Earlier.UNTOUCHED ? Optional.empty() : Optional.of(written);
    }

    static Path path(KernelFiles files) {
        return files.path("/var/lib/bpfbench/tune.json");
    }

    /// The record, of which what ended with an earlier boot is left out; an empty one where there is none.
    ///
    /// @throws KernelException when there is one that makes no sense
    static TuneRecord read(KernelFiles files) {
        Path path = path(files);
        String boot = files.text("/proc/sys/kernel/random/boot_id").orElse("");
        if (!Files.exists(path)) {
            return empty(boot);
        }
        try {
            TuneRecord record = JSON.readValue(Files.readAllBytes(path), TuneRecord.class);
            if (record.schema().equals(SCHEMA)
                    && record.settings().entrySet().stream().allMatch(TuneRecord::makesSense)) {
                return record.inBoot(boot);
            }
        } catch (IOException | JacksonException ignored) {
            // said below
        }
        throw new KernelException(
                path + " is no record of bench tune: look at it, set what you want with sysctl -w, and" + " delete it");
    }

    /// In another boot than its own, settings have what the files for every boot gave them.
    private TuneRecord inBoot(String boot) {
        if (boot.equals(bootId)) {
            return this;
        }
        Map<Setting, String> persisted = SysctlText.values(written);
        Map<String, Values> still = new TreeMap<>(settings);
        still.keySet()
                .removeIf(name -> !persisted.containsKey(Setting.ofSysctl(name).orElseThrow()));
        return new TuneRecord(schema, boot, still, earlier, written);
    }

    private static boolean makesSense(Map.Entry<String, Values> entry) {
        return Setting.ofSysctl(entry.getKey())
                .filter(setting -> setting.allows(entry.getValue().found()))
                .isPresent();
    }

    /// Puts the record in place; an empty one is none.
    void write(KernelFiles files) {
        Path path = path(files);
        try {
            if (isEmpty()) {
                DurableFile.delete(path);
            } else {
                DurableFile.write(path, JSON.writeValueAsBytes(this));
            }
        } catch (IOException failed) {
            throw new KernelException("cannot note in " + path + " how things were (" + failed.getMessage()
                    + "), and without that there is no way back: make room there, or run bench as root");
        }
    }

    /// Takes the record away, once all is as it was.
    static void delete(KernelFiles files) {
        try {
            DurableFile.delete(path(files));
        } catch (IOException failed) {
            throw new KernelException("all is as before the first bench tune, but " + path(files)
                    + " cannot be deleted (" + failed.getMessage() + "): delete it");
        }
    }
}
