// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.lab;

import io.bpfbench.harness.run.RunException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A person's directory for things that cost time to make and can be made again: kernels, runtimes, guest images.
///
/// Each entry is a directory `kind/key` that appears whole or not at all. Several processes may use one cache.
///
/// @param root the directory; need not exist
public record UserCache(Path root) {
    private static final int KEPT_OF_A_KIND = 3;
    private static final String UNFINISHED = ".new-";

    /// Fills a new entry's directory.
    @FunctionalInterface
    interface Maker {
        void make(Path directory) throws IOException;
    }

    /// `bpfbench` in `XDG_CACHE_HOME`, else in `.cache` of the home directory.
    public static UserCache of(Map<String, String> environment, Path home) {
        String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
        // The specification says to ignore a path that is not absolute.
        Path base = xdg.startsWith("/") ? Path.of(xdg) : home.resolve(".cache");
        return new UserCache(base.resolve("bpfbench"));
    }

    /// The entry of that kind and key, made if it is not there; the least recently used of its kind beyond a few go.
    ///
    /// @throws RunException when the cache cannot be written
    synchronized Path entry(String kind, String key, Maker maker) {
        Path ofKind = root.resolve(kind);
        Path entry = ofKind.resolve(key);
        try {
            if (!Files.isDirectory(entry)) {
                Files.createDirectories(ofKind);
                try (FileChannel channel =
                        FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                    channel.lock(); // until it is closed
                    make(ofKind, entry, maker);
                }
            }
            Files.setLastModifiedTime(entry, FileTime.from(Instant.now()));
            return entry;
        } catch (IOException | UncheckedIOException failed) {
            throw new RunException("cannot write to the cache " + root + " (" + failed.getMessage()
                    + "): make room there, or name another place with XDG_CACHE_HOME");
        }
    }

    /// The entries of a kind, the most recently used first.
    List<Path> entries(String kind) {
        return entries(root.resolve(kind));
    }

    private static List<Path> entries(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(entry -> !entry.getFileName().toString().startsWith(UNFINISHED))
                    .sorted(Comparator.comparing(UserCache::lastUse).reversed())
                    .toList();
        } catch (IOException unreadable) {
            return List.of();
        }
    }

    /// Removes a directory and all that is in it; what cannot be removed stays.
    static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException | UncheckedIOException ignored) {
            // Left-overs cost room, nothing else.
        }
    }

    private static void make(Path ofKind, Path entry, Maker maker) throws IOException {
        if (Files.isDirectory(entry)) {
            return; // another process was quicker
        }
        for (Path left : unfinished(ofKind)) {
            delete(left); // of a process that was killed: whoever makes something holds the lock
        }
        Path fresh = Files.createTempDirectory(ofKind, UNFINISHED);
        try {
            maker.make(fresh);
            Files.move(fresh, entry, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            delete(fresh);
        }
        entries(ofKind).stream()
                .filter(other -> !other.equals(entry))
                .skip(KEPT_OF_A_KIND - 1L)
                .forEach(UserCache::delete);
    }

    private static List<Path> unfinished(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(entry -> entry.getFileName().toString().startsWith(UNFINISHED))
                    .toList();
        }
    }

    private static FileTime lastUse(Path entry) {
        try {
            return Files.getLastModifiedTime(entry);
        } catch (IOException gone) {
            return FileTime.fromMillis(0);
        }
    }
}
