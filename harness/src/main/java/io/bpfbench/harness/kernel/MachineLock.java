// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The machine, held by one run at a time: two at once would measure each other, and each would take the other's levels
/// for the settings to bring back.
///
/// The lock is a `flock(2)` on the network namespace itself, `/proc/self/ns/net`. The kernel keeps one inode for a
/// namespace, whichever `/proc` it is opened through, and shows `net.core.bpf_jit_*` in the first network
/// namespace only (`net_core_table`, net/core/sysctl_net_core.c). So two runs meet just when both can see the
/// settings: also from a chroot, from containers with their own `/proc`, PID and mount namespaces, and as
/// different users. A run in a network namespace of its own is not met, and has no setting to change.
///
/// Nothing is made, written or left behind, and the kernel ends the lock with the process, however that ends; child
/// processes do not inherit it. Who holds it is asked of `/proc/locks`, which shows the processes of the reader's own
/// PID namespace.
public final class MachineLock implements AutoCloseable {
    /// A kernel without network namespaces (`CONFIG_NET_NS`) has no containers either; the mount namespace, which every
    /// kernel has, then serves as well.
    private static final List<String> NAMESPACES = List.of("/proc/self/ns/net", "/proc/self/ns/mnt");

    private final KernelFiles files;
    private final Optional<Flock> lock;

    private MachineLock(KernelFiles files, Optional<Flock> lock) {
        this.files = files;
        this.lock = lock;
    }

    /// Takes the machine, without waiting.
    ///
    /// @throws MachineBusyException when a run, another's or our own, holds it
    /// @throws KernelException when the namespace cannot be locked
    public static MachineLock acquire(Path root) {
        KernelFiles files = new KernelFiles(root);
        Path namespace = NAMESPACES.stream()
                .map(files::path)
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new KernelException("cannot make sure that no other run is going on: there is no "
                        + files.path(NAMESPACES.getFirst()) + "; mount /proc"));
        try {
            Flock lock =
                    Flock.tryExclusive(namespace).orElseThrow(() -> new MachineBusyException(busy(files, namespace)));
            return new MachineLock(files, Optional.of(lock));
        } catch (IOException failed) {
            throw new KernelException("cannot make sure that no other run is going on (" + failed.getMessage() + ")");
        }
    }

    /// The machine that nobody else can run anything on, as a guest of the lab: there is nothing to lock.
    public static MachineLock ofGuest(Path root) {
        return new MachineLock(new KernelFiles(root), Optional.empty());
    }

    private static String busy(KernelFiles files, Path namespace) {
        String who = holder(files, namespace)
                .map(pid -> "process " + pid + command(files, pid))
                .orElse("a process that is not visible from here, in another container or PID namespace");
        return "another run holds this machine: " + who + "; wait for it, or end it, and run again";
    }

    /// The process that holds the lock, as far as `/proc/locks` tells: lines such as
    /// `3: FLOCK  ADVISORY  WRITE 4711 00:04:4026531833 0 EOF`, with the inode last in the sixth field.
    private static Optional<Long> holder(KernelFiles files, Path namespace) {
        Object inode;
        try {
            inode = Files.getAttribute(namespace, "unix:ino");
        } catch (IOException ignored) {
            return Optional.empty();
        }
        return files.text("/proc/locks").stream()
                .flatMap(String::lines)
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> words.length >= 8 && words[1].equals("FLOCK") && words[5].endsWith(":" + inode))
                .map(words -> Long.parseLong(words[4]))
                .filter(pid -> pid > 0)
                .findFirst();
    }

    private static String command(KernelFiles files, long pid) {
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
        lock.ifPresent(Flock::close);
    }
}
