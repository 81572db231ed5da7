// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.kernel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/// Files that a crash at any moment leaves as they were or as they are to be, whole. Everybody may read them.
///
/// An interrupt of the thread is held back meanwhile: channels would close themselves, and these files are needed most
/// just then.
public final class DurableFile {
    private DurableFile() {}

    /// Puts a file in place: new file, synced, renamed over the old, directory synced. Directories come by themselves.
    public static void write(Path file, byte[] content) throws IOException {
        uninterrupted(() -> {
            Path directory = directory(file);
            Files.createDirectories(directory);
            Path fresh = fresh(file);
            Files.deleteIfExists(fresh);
            try (FileChannel out =
                    FileChannel.open(fresh, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
                // Set, not asked for at creation: the process's umask may be narrower.
                Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-r--r--"));
                ByteBuffer bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                out.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            sync(directory);
        });
    }

    /// Gives a file, or a symbolic link, a second name.
    public static void link(Path second, Path file) throws IOException {
        uninterrupted(() -> {
            Files.createLink(second, file);
            sync(directory(second));
        });
    }

    /// Renames a file within its directory, over another if need be.
    public static void rename(Path file, Path to) throws IOException {
        uninterrupted(() -> {
            Files.move(file, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            sync(directory(to));
        });
    }

    /// Deletes a file, if it is there, and what a [#write] that was killed left of it.
    public static void delete(Path file) throws IOException {
        uninterrupted(() -> {
            boolean half = Files.deleteIfExists(fresh(file));
            if (Files.deleteIfExists(file) || half) {
                sync(directory(file));
            }
        });
    }

    private static Path fresh(Path file) {
        return directory(file).resolve(file.getFileName() + ".new");
    }

    private static Path directory(Path file) {
        return Optional.ofNullable(file.getParent()).orElse(Path.of("."));
    }

    private static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void uninterrupted(Action action) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            action.run();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private interface Action {
        void run() throws IOException;
    }
}
