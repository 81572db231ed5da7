// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.lab;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// One regular file of a guest.
///
/// @param path where it stands in the guest, absolute
/// @param executable whether it can be run
/// @param modified its time, kept to the second: the JVM refuses an archive of classes when a jar's time differs
/// @param content what it holds
record GuestFile(String path, boolean executable, Instant modified, Content content) {
    /// The time of files that are written for a guest, so that the same content is the same image.
    static final Instant MADE = Instant.parse("2026-01-01T00:00:00Z");

    /// Where a file's bytes come from.
    sealed interface Content {
        /// A file of this machine, symbolic links followed.
        record Copy(Path source) implements Content {}

        record Text(String text) implements Content {}
    }

    GuestFile {
        if (!path.startsWith("/") || path.endsWith("/")) {
            throw new IllegalArgumentException("a guest's file has an absolute path, not " + path);
        }
    }

    static GuestFile text(String path, String text) {
        return new GuestFile(path, false, MADE, new Content.Text(text));
    }

    static GuestFile copy(Path source, String path) {
        try {
            return new GuestFile(
                    path,
                    Files.isExecutable(source),
                    Files.getLastModifiedTime(source).toInstant(),
                    new Content.Copy(source));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /// All files below a directory, placed below another in the guest.
    static List<GuestFile> tree(Path directory, String path) {
        List<GuestFile> files = new ArrayList<>();
        try (Stream<Path> all = Files.walk(directory)) {
            all.filter(Files::isRegularFile)
                    .sorted()
                    .forEach(file -> files.add(copy(file, path + "/" + directory.relativize(file))));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return files;
    }

    long size() {
        return switch (content) {
            case Content.Copy(Path source) -> {
                try {
                    yield Files.size(source);
                } catch (IOException failed) {
                    throw new UncheckedIOException(failed);
                }
            }
            case Content.Text(String text) -> text.getBytes(StandardCharsets.UTF_8).length;
        };
    }

    InputStream open() throws IOException {
        return switch (content) {
            case Content.Copy(Path source) -> Files.newInputStream(source);
            case Content.Text(String text) -> new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        };
    }
}
