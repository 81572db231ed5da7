// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// The lease on disk: `/run/bpfbench/lease.json`. Readable by everybody (a report made by an ordinary user can tell
/// of it), writable by root.
///
/// `/run` is that of the machine's first process, `/proc/1/root/run`, where this process may look there: a run that is
/// killed in a chroot or a mount namespace leaves its lease where every later command finds it. In a PID namespace of
/// its own the first process is the container's, and so is the lease; a command outside finds it only where the two
/// share `/run`.
final class LeaseFile {
    static final String SCHEMA = "bpfbench/lease/1";
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .build();

    private final Path directory;

    LeaseFile(KernelFiles files) {
        this.directory = run(files).resolve("bpfbench");
    }

    private static Path run(KernelFiles files) {
        Path own = files.path("/run");
        Path machine = files.path("/proc/1/root/run");
        try {
            boolean elsewhere = Files.isWritable(machine) && !(Files.exists(own) && Files.isSameFile(machine, own));
            return elsewhere ? machine : own;
        } catch (IOException unknown) {
            return own;
        }
    }

    /// What the file says.
    ///
    /// @param owner the run that holds the lease
    /// @param command its command line, for people
    /// @param settings by `sysctl` name
    record Content(String schema, ProcessIdentity owner, String command, Map<String, Entry> settings) {
        Content {
            settings = Collections.unmodifiableMap(new TreeMap<>(settings));
        }
    }

    /// One setting: the value to bring back, and those that the run may have left in place (the one it wrote last,
    /// and the one it was about to write).
    record Entry(String found, List<String> left) {}

    /// The file exists and says nothing that makes sense.
    static final class DamagedException extends Exception {
        private static final long serialVersionUID = 1L;

        DamagedException(String message) {
            super(message);
        }
    }

    Path path() {
        return directory.resolve("lease.json");
    }

    boolean exists() {
        return Files.exists(path());
    }

    Optional<Content> read() throws DamagedException {
        if (!exists()) {
            return Optional.empty();
        }
        try {
            Content content = Optional.ofNullable(JSON.readValue(Files.readAllBytes(path()), Content.class))
                    .orElseThrow(() -> new DamagedException("it holds nothing"));
            if (!content.schema().equals(SCHEMA)) {
                throw new DamagedException("it is of schema " + content.schema() + ", not " + SCHEMA);
            }
            for (Map.Entry<String, Entry> entry : content.settings().entrySet()) {
                Setting setting = Setting.ofSysctl(entry.getKey())
                        .orElseThrow(() -> new DamagedException("it names an unknown setting, " + entry.getKey()));
                if (!setting.allows(entry.getValue().found())) {
                    throw new DamagedException("it holds an impossible value of " + setting.sysctl());
                }
            }
            return Optional.of(content);
        } catch (NoSuchFileException ignored) {
            return Optional.empty();
        } catch (IOException | JacksonException unreadable) {
            throw new DamagedException(
                    "it is no lease (" + unreadable.getClass().getSimpleName() + ")");
        }
    }

    void write(Content content) throws IOException {
        DurableFile.write(path(), JSON.writeValueAsBytes(content));
    }

    void delete() throws IOException {
        DurableFile.delete(path());
    }

    /// Moves a damaged lease out of the way, for the user to look at.
    Path setAside() throws IOException {
        Path aside = directory.resolve("lease.json.damaged");
        Files.move(path(), aside, StandardCopyOption.REPLACE_EXISTING);
        return aside;
    }
}
