// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// Files saved from real kernels (see `kernels/README.md`), and copies of them that a test may change.
public final class SavedKernel {
    private SavedKernel() {}

    /// The saved root itself; not to be changed.
    public static Path root(String name) {
        Path root = Path.of("src", "test", "resources", "kernels", name).toAbsolutePath();
        if (!Files.isDirectory(root)) {
            throw new IllegalStateException("no saved kernel at " + root);
        }
        return root;
    }

    /// A copy below `directory`, with what a running system has beside: `/run`, a namespace to lock, and this
    /// process's entry in `/proc`.
    public static Path copy(String name, Path directory) {
        Path from = root(name);
        Path to = directory.resolve(name);
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : all.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
            Files.createDirectories(to.resolve("run"));
            Files.createFile(Files.createDirectories(to.resolve("proc/self/ns")).resolve("net"));
            Path self = Files.createDirectories(
                    to.resolve("proc/" + ProcessHandle.current().pid()));
            Files.writeString(self.resolve("stat"), Files.readString(Path.of("/proc/self/stat")));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return to;
    }

    /// Makes a process of this machine visible below the root, as long as it lives: by a link, which the test
    /// removes.
    public static void showProcess(Path root, long pid) throws IOException {
        Files.createSymbolicLink(root.resolve("proc/" + pid), Path.of("/proc/" + pid));
    }

    static String value(Path root, Setting setting) {
        return new KernelSettings(root).require(setting);
    }

    /// Changes a setting as another program would.
    static void change(Path root, Setting setting, String value) throws IOException {
        Files.writeString(new KernelFiles(root).path(setting.file()), value + "\n");
    }
}
