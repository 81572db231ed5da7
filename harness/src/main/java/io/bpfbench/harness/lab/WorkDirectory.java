// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.lab;

import io.bpfbench.harness.run.RunException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A lab's own directory while it is open: initial file systems, consoles. Named for this process, so that the next lab
/// can remove what a killed one has left.
record WorkDirectory(Path path) implements AutoCloseable {

    /// @throws RunException when it cannot be made
    static WorkDirectory open(UserCache cache) {
        Path all = cache.root().resolve("guests");
        try {
            Files.createDirectories(all);
            removeLeftBehind(all);
            return new WorkDirectory(
                    Files.createTempDirectory(all, ProcessHandle.current().pid() + "-"));
        } catch (IOException failed) {
            throw new RunException("cannot write to the cache " + cache.root() + " (" + failed.getMessage()
                    + "): make room there, or name another place with XDG_CACHE_HOME");
        }
    }

    @Override
    public void close() {
        UserCache.delete(path);
    }

    private static void removeLeftBehind(Path all) throws IOException {
        List<Path> directories;
        try (Stream<Path> entries = Files.list(all)) {
            directories = entries.toList();
        }
        for (Path directory : directories) {
            if (owner(directory).flatMap(ProcessHandle::of).isEmpty()) {
                UserCache.delete(directory);
            }
        }
    }

    private static Optional<Long> owner(Path directory) {
        String name = directory.getFileName().toString();
        try {
            return Optional.of(Long.valueOf(name.substring(0, Math.max(0, name.indexOf('-')))));
        } catch (NumberFormatException foreign) {
            return Optional.empty();
        }
    }
}
