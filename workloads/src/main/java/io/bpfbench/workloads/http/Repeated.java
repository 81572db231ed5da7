// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.http;

import java.nio.charset.StandardCharsets;

/// A message, repeated. A stream of equal messages is periodic, so any stretch of it is a slice of this and needs no
/// copy: whoever sends keeps only a position within the period.
final class Repeated {
    private static final int TARGET_BYTES = 64 * 1024;

    /// Whole copies, at least one.
    final byte[] bytes;
    /// Length of one copy.
    final int size;

    private Repeated(byte[] bytes, int size) {
        this.bytes = bytes;
        this.size = size;
    }

    int copies() {
        return bytes.length / size;
    }

    /// @param most copies wanted; fewer where they would exceed 64 KiB
    static Repeated of(String head, byte[] body, int most) {
        byte[] start = head.getBytes(StandardCharsets.UTF_8);
        int size = start.length + body.length;
        byte[] bytes = new byte[size * Math.clamp(TARGET_BYTES / size, 1, most)];
        for (int at = 0; at < bytes.length; at += size) {
            System.arraycopy(start, 0, bytes, at, start.length);
            System.arraycopy(body, 0, bytes, at + start.length, body.length);
        }
        return new Repeated(bytes, size);
    }
}
