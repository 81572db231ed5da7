// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpfbench.harness.run.RunException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelImageTest {
    @TempDir
    Path directory;

    @Test
    void theReleaseStandsInTheImage() throws IOException {
        KernelImage image = KernelImage.of(image("vmlinuz"));
        assertThat(image.release()).isEqualTo("6.1.0-56-cloud-amd64");
        assertThat(image.config()).isEmpty();
    }

    @Test
    void theOptionsBesideItAreTaken() throws IOException {
        Path image = image("vmlinuz");
        Path config = Files.writeString(directory.resolve("config-6.1.0-56-cloud-amd64"), "CONFIG_BPF=y\n");
        assertThat(KernelImage.of(image).config()).contains(config);
    }

    @Test
    void anotherFileIsRefusedInOneSentence() throws IOException {
        Path text = Files.writeString(
                directory.resolve("text"), "not a kernel, but longer than its header is\n".repeat(40));
        assertThatThrownBy(() -> KernelImage.of(text))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("is not a kernel that can be booted");
        Path empty = Files.createFile(directory.resolve("empty"));
        assertThatThrownBy(() -> KernelImage.of(empty)).isInstanceOf(RunException.class);
        assertThatThrownBy(() -> KernelImage.of(directory.resolve("none")))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("cannot read the kernel");
    }

    /// The head of an image as the boot protocol lays it out: magic at 0x202, pointer to the version at 0x20E.
    private Path image(String name) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(0x1000).order(ByteOrder.LITTLE_ENDIAN);
        head.put(0x202, "HdrS".getBytes(StandardCharsets.US_ASCII));
        head.putShort(0x20E, (short) 0x300);
        head.put(0x500, "6.1.0-56-cloud-amd64 (someone@somewhere) #1 SMP\0".getBytes(StandardCharsets.US_ASCII));
        return Files.write(directory.resolve(name), head.array());
    }
}
