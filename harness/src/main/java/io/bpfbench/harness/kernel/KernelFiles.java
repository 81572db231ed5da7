// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.kernel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The kernel's text files (`/proc`, `/sys`, `/boot`, `/run`, `/etc`) below a root directory.
///
/// @param root `/`, or a directory that holds files saved from another kernel
public record KernelFiles(Path root) {
    /// Where the file with this absolute name stands below the root.
    ///
    /// @throws IllegalArgumentException when the name is not absolute
    public Path path(String absolute) {
        if (!absolute.startsWith("/")) {
            throw new IllegalArgumentException(absolute + " is not an absolute name");
        }
        return root.resolve(absolute.substring(1));
    }

    /// The file's text without white space at its ends; empty when it is not there, not readable, or blank.
    public Optional<String> text(String absolute) {
        try {
            // Kernel files are ASCII; a command line may hold any bytes, which decoding replaces rather than refuses.
            String text = new String(Files.readAllBytes(path(absolute)), StandardCharsets.UTF_8).strip();
            return text.isEmpty() ? Optional.empty() : Optional.of(text);
        } catch (IOException ignored) {
            return Optional.empty();
        }
    }

    /// Value of the first line `NAME<separator>VALUE`, as in `/proc/cpuinfo`, `/proc/self/status` or
    /// `/etc/os-release`.
    public Optional<String> field(String absolute, String name, char separator) {
        return text(absolute).stream()
                .flatMap(String::lines)
                .filter(line -> line.indexOf(separator) >= 0)
                .filter(line ->
                        line.substring(0, line.indexOf(separator)).strip().equals(name))
                .map(line -> line.substring(line.indexOf(separator) + 1).strip())
                .findFirst();
    }

    /// `uname -r` of the running kernel.
    public Optional<String> release() {
        return text("/proc/sys/kernel/osrelease");
    }
}
