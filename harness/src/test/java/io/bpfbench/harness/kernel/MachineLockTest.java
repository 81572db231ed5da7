// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// On a stand-in for the namespace's file, so that these tests meet no run that is going on here. That the
/// namespace itself is met from other roots is shown by `tests/host.sh`.
class MachineLockTest {
    @TempDir
    Path directory;

    private Path root = Path.of("");

    @BeforeEach
    void makeRoot() throws IOException {
        root = directory.resolve("root");
        Files.createDirectories(root.resolve("proc/self/ns"));
        Files.createFile(root.resolve("proc/self/ns/net"));
        Files.createSymbolicLink(root.resolve("proc/locks"), Path.of("/proc/locks"));
    }

    @AfterEach
    void removeLink() throws IOException {
        Files.deleteIfExists(root.resolve("proc/locks"));
    }

    private ChildJvm holder(List<String> prefix) throws IOException {
        return ChildJvm.start(prefix, LockHolder.class, root.toString());
    }

    private ChildJvm holder() throws IOException {
        ChildJvm holder = holder(List.of());
        holder.await("held");
        return holder;
    }

    @Test
    void namesTheProcessThatHoldsTheMachine() throws Exception {
        try (ChildJvm holder = holder()) {
            SavedKernel.showProcess(root, holder.pid());
            assertThatThrownBy(() -> MachineLock.acquire(root))
                    .isInstanceOf(MachineBusyException.class)
                    .hasMessageContaining("another run holds this machine: process " + holder.pid() + " (")
                    .hasMessageContaining("LockHolder");
            Files.delete(root.resolve("proc/" + holder.pid()));
        }
    }

    @Test
    void saysSoWhenTheHolderIsNotVisible() throws Exception {
        Files.delete(root.resolve("proc/locks"));
        try (ChildJvm holder = holder()) {
            assertThatThrownBy(() -> MachineLock.acquire(root))
                    .isInstanceOf(MachineBusyException.class)
                    .hasMessageContaining("in another container or PID namespace")
                    .hasMessageNotContaining(String.valueOf(holder.pid()));
        }
    }

    @Test
    void isFreeOnceTheHolderIsKilled() throws Exception {
        try (ChildJvm holder = holder()) {
            holder.signal("KILL");
            holder.finish();
        }
        MachineLock.acquire(root).close();
    }

    @Test
    void ofOurOwnIsBusyTooAndStaysHeld() throws Exception {
        try (MachineLock held = MachineLock.acquire(root)) {
            assertThat(held.files().root()).isEqualTo(root);
            assertThatThrownBy(() -> MachineLock.acquire(root)).isInstanceOf(MachineBusyException.class);
            // Neither the refused attempt nor reading the file may have dropped the lock, as with a record lock.
            Files.readAllBytes(root.resolve("proc/self/ns/net"));
            try (ChildJvm other = holder(List.of())) {
                assertThat(other.finish())
                        .contains("another run holds this machine: process "
                                + ProcessHandle.current().pid());
            }
        }
        MachineLock.acquire(root).close();
    }

    @Test
    void closedTwiceIsClosedOnce() {
        MachineLock first = MachineLock.acquire(root);
        first.close();
        // May well get the number of the descriptor that was closed.
        try (MachineLock second = MachineLock.acquire(root)) {
            first.close();
            assertThatThrownBy(() -> MachineLock.acquire(second.files().root()))
                    .isInstanceOf(MachineBusyException.class);
        }
    }

    @Test
    void isTakenByAnOrdinaryUserAsWell() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "there is no setpriv here to become somebody else");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        List<String> nobody = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
        try (ChildJvm other = holder(nobody)) {
            other.say("");
            other.closeInput();
            String said = other.finish();
            assumeTrue(
                    !said.contains("setpriv:") && !said.contains("Could not find or load"),
                    "an ordinary user cannot run this checkout: " + said);
            assertThat(said).isEqualTo("held");
        }
    }

    @Test
    void isTheMountNamespaceWhereTheKernelHasNoOther() throws Exception {
        Files.move(root.resolve("proc/self/ns/net"), root.resolve("proc/self/ns/mnt"));
        try (ChildJvm holder = holder()) {
            assertThatThrownBy(() -> MachineLock.acquire(root))
                    .isInstanceOf(MachineBusyException.class)
                    .hasMessageContaining("process " + holder.pid());
        }
    }

    @Test
    void saysWhenThereIsNothingToLock() throws IOException {
        Files.delete(root.resolve("proc/self/ns/net"));
        assertThatThrownBy(() -> MachineLock.acquire(root))
                .isInstanceOf(KernelException.class)
                .isNotInstanceOf(MachineBusyException.class)
                .hasMessageContaining("cannot make sure that no other run is going on")
                .hasMessageContaining("mount /proc");
    }

    @Test
    void leavesNothingBehind() throws IOException {
        MachineLock.acquire(root).close();
        assertThat(root.resolve("proc/self/ns/net")).isEmptyFile();
        try (var files = Files.list(root)) {
            assertThat(files).containsExactly(root.resolve("proc"));
        }
    }
}
