// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.lab;

import io.bpfbench.harness.run.RunException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// A guest's kernel.
///
/// @param file an x86 `bzImage`
/// @param release what `uname -r` will say in the guest
/// @param config the options that it was built with, if they are at hand
/// @param source where it comes from, for the report
public record KernelImage(Path file, String release, Optional<Path> config, String source) {
    // Offsets of the boot protocol's header, Documentation/arch/x86/boot.rst.
    private static final int MAGIC_OFFSET = 0x202;
    private static final int VERSION_POINTER_OFFSET = 0x20E;
    private static final int VERSION_BASE = 0x200;
    private static final int HEAD_BYTES = 0x10200; // the pointer is 16 bits wide
    private static final byte[] MAGIC = "HdrS".getBytes(StandardCharsets.US_ASCII);

    /// A kernel that the user has named. The options are looked for beside it, as `config-RELEASE`.
    ///
    /// @throws RunException when the file cannot be read or is no kernel image
    public static KernelImage of(Path file) {
        String release = release(file);
        Path config = file.toAbsolutePath().resolveSibling("config-" + release);
        return new KernelImage(
                file, release, Files.isReadable(config) ? Optional.of(config) : Optional.empty(), file.toString());
    }

    /// Reads the release out of an image's own header.
    private static String release(Path file) {
        byte[] head;
        try (InputStream content = Files.newInputStream(file)) {
            head = content.readNBytes(HEAD_BYTES);
        } catch (IOException unreadable) {
            throw new RunException("cannot read the kernel " + file + " (" + unreadable.getMessage()
                    + "): name a readable bzImage with --kernel");
        }
        ByteBuffer header = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
        if (head.length <= VERSION_POINTER_OFFSET + 1
                || !header.slice(MAGIC_OFFSET, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
            throw new RunException(
                    file + " is not a kernel that can be booted (no bzImage header): name a vmlinuz with --kernel");
        }
        int start = VERSION_BASE + Short.toUnsignedInt(header.getShort(VERSION_POINTER_OFFSET));
        int end = start;
        while (end < head.length && head[end] > ' ') {
            end++;
        }
        return end > start ? new String(head, start, end - start, StandardCharsets.US_ASCII) : "unknown";
    }
}
