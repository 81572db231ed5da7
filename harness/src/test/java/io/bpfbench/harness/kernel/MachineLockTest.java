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

class MachineLockTest {
    @TempDir
    Path directory;

    private Path root = Path.of("");

    @BeforeEach
    void makeRoot() throws IOException {
        root = directory.resolve("root");
        Files.createDirectories(root.resolve("run/lock"));
        Files.createDirectories(root.resolve("tmp"));
        Files.createSymbolicLink(root.resolve("proc"), Path.of("/proc"));
    }

    @AfterEach
    void removeLink() throws IOException {
        Files.delete(root.resolve("proc"));
    }

    private ChildJvm holder() throws IOException {
        ChildJvm holder = ChildJvm.start(List.of(), LockHolder.class, root.toString());
        holder.await("held");
        return holder;
    }

    @Test
    void namesTheProcessThatHoldsTheMachine() throws Exception {
        try (ChildJvm holder = holder()) {
            assertThatThrownBy(() -> MachineLock.acquire(root))
                    .isInstanceOf(MachineBusyException.class)
                    .hasMessageContaining("another run holds this machine: process " + holder.pid() + " (")
                    .hasMessageContaining("LockHolder");
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
            // The refused attempt must not have dropped the lock on the file, as closing it would.
            try (ChildJvm other = ChildJvm.start(List.of(), LockHolder.class, root.toString())) {
                assertThat(other.finish())
                        .contains("another run holds this machine: process "
                                + ProcessHandle.current().pid());
            }
        }
        MachineLock.acquire(root).close();
    }

    @Test
    void meetsARunThatCouldLockOneOfTheTwoFilesOnly() throws Exception {
        Files.delete(root.resolve("run/lock"));
        try (ChildJvm holder = holder()) {
            Files.createDirectory(root.resolve("run/lock"));
            assertThatThrownBy(() -> MachineLock.acquire(root))
                    .isInstanceOf(MachineBusyException.class)
                    .hasMessageContaining("process " + holder.pid());
        }
        MachineLock.acquire(root).close();
    }

    @Test
    void madeByRootLetsOthersIn() throws Exception {
        MachineLock.acquire(root).close();
        assertThat(Files.getPosixFilePermissions(root.resolve("run/lock/bpfbench.lock")))
                .isEqualTo(PosixFilePermissions.fromString("rw-rw-rw-"));

        assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "there is no setpriv here to become somebody else");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        List<String> nobody = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
        try (ChildJvm other = ChildJvm.start(nobody, LockHolder.class, root.toString())) {
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
    void followsNoSymbolicLink() throws IOException {
        Path victim = Files.writeString(directory.resolve("victim"), "precious");
        Files.createSymbolicLink(root.resolve("run/lock/bpfbench.lock"), victim);
        assertThatThrownBy(() -> MachineLock.acquire(root))
                .isInstanceOf(KernelException.class)
                .hasMessageContaining("is not a plain file")
                .hasMessageContaining("remove it");
        assertThat(victim).content().isEqualTo("precious");
    }

    @Test
    void writesNothingIntoItsFileWhichMayBeAHardLink() throws IOException {
        Path victim = Files.writeString(directory.resolve("victim"), "precious");
        Files.createLink(root.resolve("run/lock/bpfbench.lock"), victim);
        MachineLock.acquire(root).close();
        assertThat(victim).content().isEqualTo("precious");
    }

    @Test
    void saysWhenThereIsNowhereToLock() throws IOException {
        Files.delete(root.resolve("run/lock"));
        Files.delete(root.resolve("tmp"));
        assertThatThrownBy(() -> MachineLock.acquire(root))
                .isInstanceOf(KernelException.class)
                .hasMessageContaining("cannot make sure that no other run is going on")
                .hasMessageContaining("bpfbench.lock cannot be made or opened");
    }
}
