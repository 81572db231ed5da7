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
/// there
/// before us. That one is the very file, moved aside: owner, mode and time are as they were, and only files that end
/// in `.conf` are read at boot (sysctl.d(5)).
final class BootFile {
    static final String NAME = "/etc/sysctl.d/99-ebpf-jit.conf";

    private final Path file;
    private final Path before;
    private final Path edited;

    BootFile(KernelFiles files) {
        this.file = files.path(NAME);
        this.before = files.path(NAME + ".before-tune");
        this.edited = files.path(NAME + ".edited");
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

    /// Puts a text in place.
    ///
    /// @param keep whether to keep what stands there
    void install(String text, boolean keep) {
        if (Files.isDirectory(file)) {
            throw new KernelException(file + " is a directory: move it out of the way");
        }
        if (keep && exists(before)) {
            throw new KernelException(before + " is in the way, from a bench tune whose record is gone: move it");
        }
        try {
            if (keep) {
                // A second name for the same file, before the first one changes hands.
                Files.createLink(before, file);
            }
            DurableFile.write(file, text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException failed) {
            if (keep) {
                forgetKept();
            }
            throw new KernelException(
                    "cannot write " + file + " (" + reason(failed) + "): make it writable, or leave --persist out");
        }
    }

    /// Takes the second name of a file away that stands where it always stood.
    private void forgetKept() {
        try {
            Files.deleteIfExists(before);
        } catch (IOException ignored) {
            // A name too many does no harm; the next tune will say that it is in the way.
        }
    }

    /// Brings back what stood there: the file that was kept, or none.
    ///
    /// @param kept whether there was one
    void bringBack(boolean kept) {
        try {
            if (kept) {
                DurableFile.rename(before, file);
            } else {
                DurableFile.delete(file);
            }
        } catch (IOException failed) {
            throw new KernelException("cannot bring " + file + " back (" + reason(failed) + "): make it writable");
        }
    }

    /// Gives a file that was edited since we wrote it a second name, under which it stays, and says which.
    Path keepEdited() {
        try {
            Files.deleteIfExists(edited);
            Files.createLink(edited, file);
            return edited;
        } catch (IOException failed) {
            throw new KernelException("cannot keep " + file + " as " + edited + " (" + reason(failed)
                    + "): make that directory writable");
        }
    }

    /// Whether what stood there before us is still kept.
    boolean isKept() {
        return exists(before);
    }

    private static String reason(IOException failed) {
        return failed instanceof FileSystemException known && known.getReason() != null
                ? known.getReason()
                : failed.getClass().getSimpleName();
    }
}
