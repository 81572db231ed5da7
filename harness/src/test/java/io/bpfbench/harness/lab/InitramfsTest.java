// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.compress.archivers.cpio.CpioArchiveEntry;
import org.apache.commons.compress.archivers.cpio.CpioArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InitramfsTest {
    @TempDir
    Path directory;

    @Test
    void directoriesStandBeforeWhatIsInThem() throws IOException {
        byte[] archive = archive(
                GuestFile.text("/bench/lib/b.txt", "b"), GuestFile.text("/a", "a"), GuestFile.text("/bench/c", "c"));
        assertThat(list(archive))
                .containsExactly(
                        "40755 bench ",
                        "40755 bench/lib ",
                        "100644 a a",
                        "100644 bench/c c",
                        "100644 bench/lib/b.txt b");
    }

    @Test
    void aProgramStaysExecutable() throws IOException {
        Path program = Files.writeString(directory.resolve("program"), "#!/bin/sh\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        assertThat(list(archive(GuestFile.copy(program, "/init")))).containsExactly("100755 init #!/bin/sh\n");
    }

    @Test
    void timesAreKeptToTheSecond() throws IOException {
        try (CpioArchiveInputStream archive =
                new CpioArchiveInputStream(new ByteArrayInputStream(archive(GuestFile.text("/a", "a"))))) {
            assertThat(archive.getNextEntry().getTime()).isEqualTo(GuestFile.MADE.getEpochSecond());
        }
    }

    @Test
    void theLaterOfTwoFilesAtOnePathCounts() throws IOException {
        assertThat(list(archive(GuestFile.text("/a", "old"), GuestFile.text("/a", "new"))))
                .containsExactly("100644 a new");
    }

    @Test
    void anotherArchiveCanFollow() throws IOException {
        assertThat(archive(GuestFile.text("/a", "a")).length % 512).isZero();
    }

    @Test
    void theSameFilesAreTheSameBytes() throws IOException {
        assertThat(archive(GuestFile.text("/a", "a"), GuestFile.text("/b/c", "c")))
                .isEqualTo(archive(GuestFile.text("/b/c", "c"), GuestFile.text("/a", "a")));
    }

    @Test
    void aTreeIsPlacedBelowItsPath() throws IOException {
        Files.createDirectories(directory.resolve("jre/lib/server"));
        Files.writeString(directory.resolve("jre/lib/server/libjvm.so"), "jvm");
        Files.writeString(directory.resolve("jre/release"), "25");
        assertThat(GuestFile.tree(directory.resolve("jre"), "/bench/jre").stream()
                        .map(GuestFile::path))
                .containsExactly("/bench/jre/lib/server/libjvm.so", "/bench/jre/release");
    }

    @Test
    void aPathThatIsNotAbsoluteIsAMistake() {
        assertThatThrownBy(() -> GuestFile.text("bench/command", "")).hasMessageContaining("absolute");
    }

    @Test
    void aGuestsOwnFilesFollowTheImage() throws IOException {
        Path base = directory.resolve("base.cpio");
        Files.write(base, archive(GuestFile.text("/init", "init")));
        Path initramfs = directory.resolve("guest.cpio");
        new GuestImage(base)
                .write(
                        initramfs,
                        List.of("/bench/jre/bin/java", "-version"),
                        List.of(GuestFile.text("/bench/plan.json", "{}")));
        byte[] whole = Files.readAllBytes(initramfs);
        int length = (int) Files.size(base);
        assertThat(list(Arrays.copyOf(whole, length))).containsExactly("100644 init init");
        assertThat(list(Arrays.copyOfRange(whole, length, whole.length)))
                .contains("100644 bench/command /bench/jre/bin/java\n-version\n", "100644 bench/plan.json {}");
    }

    @Test
    void anArgumentThatInitCouldNotReadIsAMistake() throws IOException {
        GuestImage image = new GuestImage(Files.createFile(directory.resolve("base.cpio")));
        assertThatThrownBy(() -> image.write(directory.resolve("g"), List.of("a\nb"), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] archive(GuestFile... files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Initramfs.write(List.of(files), bytes);
        return bytes.toByteArray();
    }

    /// Octal mode, name and content of every entry.
    private static List<String> list(byte[] archive) throws IOException {
        List<String> entries = new ArrayList<>();
        try (CpioArchiveInputStream in = new CpioArchiveInputStream(new ByteArrayInputStream(archive))) {
            for (CpioArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                String content = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                entries.add(Long.toOctalString(entry.getMode()) + " " + entry.getName() + " " + content);
            }
        }
        return entries;
    }
}
