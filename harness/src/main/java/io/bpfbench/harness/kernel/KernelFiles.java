// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.kernel;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The kernel's text files (`/proc`, `/sys`, `/boot`, `/run`, `/etc`) below a root directory.
///
/// @param root `/`, or a directory that holds files saved from another kernel
public record KernelFiles(Path root) {
    private static final int PIECE_BYTES = 1 << 16;

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
            String text = new String(bytes(absolute), StandardCharsets.UTF_8).strip();
            return text.isEmpty() ? Optional.empty() : Optional.of(text);
        } catch (IOException ignored) {
            return Optional.empty();
        }
    }

    /// The file's bytes, asked for in large pieces.
    ///
    /// Not `Files.readAllBytes`: files of `/proc` say that they are empty, so it begins with a piece of one byte,
    /// and a numeric sysctl (`proc_dointvec` and its kin in `kernel/sysctl.c`) gives nothing but its beginning:
    /// `5` for `528482304`.
    ///
    /// @throws IOException when it is not there or not readable
    public byte[] bytes(String absolute) throws IOException {
        try (InputStream in = Files.newInputStream(path(absolute))) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            byte[] piece = new byte[PIECE_BYTES];
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                all.write(piece, 0, read);
            }
            return all.toByteArray();
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
