// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.kernel;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The machine, held by one run at a time: two at once would measure each other.
///
/// A POSIX record lock on `/run/lock/bpfbench.lock` *and* on `/tmp/bpfbench.lock`, each where it can be opened or
/// made; one must. Both, because `/run/lock` belongs to everybody on Debian and to root alone on Fedora: an
/// ordinary user's run there meets root's in `/tmp`. The kernel ends such a lock with the process, however that
/// ends, and child processes do not inherit it.
///
/// Both directories may be writable by everybody, so: the files are opened without following symbolic links, must
/// be regular, are made with mode 0666 (root's file must not shut others out), and nothing is ever written into
/// them. Who holds the lock is asked of `/proc/locks` instead. The files stay when the run ends; deleting them
/// would let two runs lock two files.
public final class MachineLock implements AutoCloseable {
    private static final List<String> FILES = List.of("/run/lock/bpfbench.lock", "/tmp/bpfbench.lock");
    private static final Set<OpenOption> OPEN =
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> CREATE = Set.of(
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE_NEW,
            LinkOption.NOFOLLOW_LINKS);

    /// Files locked by this process. Asked before a file is opened: closing any descriptor of a file drops all of the
    /// process's record locks on it (`fcntl(2)`), so a second look at our own file would unlock it.
    private static final Set<Path> OWN = new HashSet<>();

    private final KernelFiles files;
    private final List<Path> paths = new ArrayList<>();
    private final List<FileChannel> channels = new ArrayList<>();

    private MachineLock(KernelFiles files) {
        this.files = files;
    }

    /// Takes the machine, without waiting.
    ///
    /// @throws MachineBusyException when a run, another's or our own, holds it
    /// @throws KernelException when no lock file can be had
    public static MachineLock acquire(Path root) {
        MachineLock lock = new MachineLock(new KernelFiles(root));
        try {
            lock.take();
            return lock;
        } catch (RuntimeException failed) {
            lock.close();
            throw failed;
        }
    }

    private void take() {
        synchronized (OWN) {
            List<String> reasons = new ArrayList<>();
            for (String name : FILES) {
                Path path = files.path(name).toAbsolutePath();
                if (OWN.contains(path)) {
                    throw new MachineBusyException(
                            busy(Optional.of(ProcessHandle.current().pid())));
                }
                open(path, reasons).ifPresent(channel -> lock(path, channel));
            }
            if (channels.isEmpty()) {
                throw new KernelException(
                        "cannot make sure that no other run is going on: " + String.join("; ", reasons));
            }
        }
    }

    private void lock(Path path, FileChannel channel) {
        channels.add(channel);
        try {
            if (channel.tryLock() == null) {
                throw new MachineBusyException(busy(holder(path)));
            }
        } catch (OverlappingFileLockException ignored) {
            throw new MachineBusyException(
                    busy(Optional.of(ProcessHandle.current().pid())));
        } catch (IOException failed) {
            throw new KernelException(
                    "cannot lock " + path + " (" + failed.getMessage() + "): its file system must support locks");
        }
        OWN.add(path);
        paths.add(path);
    }

    private static Optional<FileChannel> open(Path path, List<String> reasons) {
        try {
            return Optional.of(openOrCreate(path));
        } catch (NoSuchFileException | AccessDeniedException unavailable) {
            reasons.add(path + " cannot be made or opened by this user");
            return Optional.empty();
        } catch (IOException failed) {
            reasons.add(path + ": " + failed.getMessage());
            return Optional.empty();
        }
    }

    private static FileChannel openOrCreate(Path path) throws IOException {
        for (int attempt = 0; ; attempt++) {
            try {
                if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                        && !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                    throw new KernelException(
                            path + " is not a plain file, which somebody may have arranged: remove it and run again");
                }
                // Without O_CREAT: with it, fs.protected_regular keeps even root from a file of somebody else's.
                return FileChannel.open(path, OPEN);
            } catch (NoSuchFileException missing) {
                try {
                    FileChannel made = FileChannel.open(path, CREATE);
                    // Once more, for the umask has its way with a mode given at creation.
                    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-rw-"));
                    return made;
                } catch (FileAlreadyExistsException race) {
                    if (attempt > 2) {
                        throw race;
                    }
                }
            }
        }
    }

    /// The process that holds the record lock on this file, as far as `/proc/locks` tells: lines such as
    /// `3: POSIX  ADVISORY  WRITE 4711 00:1b:123 0 EOF`, with the inode last in the sixth field.
    private Optional<Long> holder(Path path) {
        Object inode;
        try {
            inode = Files.getAttribute(path, "unix:ino", LinkOption.NOFOLLOW_LINKS);
        } catch (IOException ignored) {
            return Optional.empty();
        }
        return files.text("/proc/locks").stream()
                .flatMap(String::lines)
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> words.length >= 8 && words[1].equals("POSIX") && words[5].endsWith(":" + inode))
                .map(words -> Long.parseLong(words[4]))
                .filter(pid -> pid > 0)
                .findFirst();
    }

    private String busy(Optional<Long> holder) {
        String who =
                holder.map(pid -> "process " + pid + command(pid)).orElse("a process that is not visible from here");
        return "another run holds this machine: " + who + "; wait for it, or end it, and run again";
    }

    private String command(long pid) {
        return files.text("/proc/" + pid + "/cmdline")
                .map(line ->
                        line.replace('\0', ' ').replaceAll("\\p{Cntrl}", "?").strip())
                // Of a Java command the end says more than the beginning, which is the class path.
                .map(line -> " (" + (line.length() > 120 ? "…" + line.substring(line.length() - 120) : line) + ")")
                .orElse("");
    }

    KernelFiles files() {
        return files;
    }

    /// Gives the machine back.
    @Override
    public void close() {
        synchronized (OWN) {
            for (FileChannel channel : channels) {
                try {
                    channel.close();
                } catch (IOException ignored) {
                    // The kernel drops the lock with the descriptor, which is gone either way.
                }
            }
            channels.clear();
            paths.forEach(OWN::remove);
            paths.clear();
        }
    }
}
