// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.doctor;

import java.util.Locale;

/// Numbers and sentences for people.
final class Words {
    private static final long KIBI = 1024;
    private static final long MEBI = KIBI * KIBI;

    private Words() {}

    /// `504 MiB`, `2.5 MiB`, `512 KiB`, `2,558 bytes`.
    static String bytes(long bytes) {
        if (bytes == 1) {
            return "1 byte";
        }
        if (bytes >= MEBI) {
            return bytes >= 100 * MEBI
                    ? String.format(Locale.ROOT, "%,d MiB", bytes / MEBI)
                    : String.format(Locale.ROOT, "%.1f MiB", (double) bytes / MEBI);
        }
        return bytes >= KIBI && bytes % KIBI == 0
                ? bytes / KIBI + " KiB"
                : String.format(Locale.ROOT, "%,d bytes", bytes);
    }

    /// A part of a sentence made a whole one; nothing stays nothing.
    static String sentence(String words) {
        return words.isEmpty() ? "" : Character.toUpperCase(words.charAt(0)) + words.substring(1) + ".";
    }
}
