// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.tune;

import io.bpfbench.harness.kernel.DurableFile;
import io.bpfbench.harness.kernel.KernelException;
import io.bpfbench.harness.kernel.KernelFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/// The file that sets the JIT up at every boot, `/etc/sysctl.d/99-ebpf-jit.conf`, and beside it the one that stood
/// there before us. That one is the very file under a second name: owner, mode and time are as they were, and only
/// files that end in `.conf` are read at boot (sysctl.d(5)).
final class BootFile {
    static final String NAME = "/etc/sysctl.d/99-ebpf-jit.conf";

    private final KernelFiles files;
    private final Path file;
    private final Path before;
    private final Path third;

    BootFile(KernelFiles files) {
        this.files = files;
        this.file = files.path(NAME);
        this.before = files.path(NAME + ".before-tune");
        this.third = files.path(NAME + ".new");
    }

    Path path() {
        return file;
    }

    Path before() {
        return before;
    }

    boolean exists() {
        return exists(file);
    }

    private static boolean exists(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    /// Whether it stands there with this text, as a file of its own.
    boolean holds(String text) {
        try {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    && Arrays.equals(Files.readAllBytes(file), text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException ignored) {
            return false;
        }
    }

    /// Whether somebody else's file stands there: neither a profile nor what we wrote last.
    boolean isForeign(Optional<String> written) {
        return exists()
                && Arrays.stream(Profile.values()).noneMatch(profile -> holds(profile.text()))
                && written.filter(this::holds).isEmpty();
    }

    /// Gives what stands there a second name, before the first one changes hands.
    void keep() {
        requireNoDirectory();
        if (isKept()) {
            if (isStillInPlace()) {
                return;
            }
            throw new KernelException(before + " is in the way, from a bench tune whose record is gone: move it");
        }
        try {
            DurableFile.link(before, file);
        } catch (IOException failed) {
            throw unwritable(failed);
        }
    }

    /// Takes the second name away from a file that stands where it always stood, and what a killed tune left.
    void forgetKept() {
        try {
            if (isStillInPlace()) {
                DurableFile.delete(before);
            }
            Files.deleteIfExists(third);
        } catch (IOException ignored) {
            // A name too many does no harm: the next tune finds it to be the same file.
        }
    }

    /// Whether what stood there before us is kept.
    boolean isKept() {
        return exists(before);
    }

    /// Whether what is kept also stands in its place: a tune has not yet replaced it, or an undo has brought it back.
    boolean isStillInPlace() {
        try {
            return isKept()
                    && exists()
                    && Files.getAttribute(before, "unix:ino", LinkOption.NOFOLLOW_LINKS)
                            .equals(Files.getAttribute(file, "unix:ino", LinkOption.NOFOLLOW_LINKS));
        } catch (IOException ignored) {
            return false;
        }
    }

    /// Puts a text in place.
    void install(String text) {
        requireNoDirectory();
        try {
            DurableFile.write(file, text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException failed) {
            throw unwritable(failed);
        }
    }

    private void requireNoDirectory() {
        if (Files.isDirectory(file)) {
            throw new KernelException(file + " is a directory: move it out of the way");
        }
    }

    private KernelException unwritable(IOException failed) {
        return new KernelException(
                "cannot write " + file + " (" + reason(failed) + "): make it writable, or leave --persist out");
    }

    /// Brings back what stood there: the file that was kept, or none. What is kept keeps its second name, so that
    /// this can be done again should it be cut short; [#forgetKept()] takes that away.
    ///
    /// @param kept whether there was one
    void bringBack(boolean kept) {
        try {
            if (!kept) {
                DurableFile.delete(file);
            } else if (!isStillInPlace()) {
                Files.deleteIfExists(third);
                DurableFile.link(third, before);
                DurableFile.rename(third, file);
            }
        } catch (IOException failed) {
            throw new KernelException("cannot bring " + file + " back (" + reason(failed) + "): make it writable");
        }
    }

    /// Gives a file that was edited since we wrote it a second name of its own, under which it stays, and says which.
    Path keepEdited() {
        Path edited = files.path(NAME + ".edited");
        for (int copy = 2; exists(edited); copy++) {
            edited = files.path(NAME + ".edited." + copy);
        }
        try {
            DurableFile.link(edited, file);
            return edited;
        } catch (IOException failed) {
            throw new KernelException("cannot keep " + file + " as " + edited + " (" + reason(failed)
                    + "): make that directory writable");
        }
    }

    private static String reason(IOException failed) {
        return failed instanceof FileSystemException known && known.getReason() != null
                ? known.getReason()
                : failed.getClass().getSimpleName();
    }
}
