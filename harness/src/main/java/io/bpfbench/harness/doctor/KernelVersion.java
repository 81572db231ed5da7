// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.doctor;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Compares releases such as `6.1.0-56-cloud-amd64`.
final class KernelVersion {
    private static final Pattern NUMBERS = Pattern.compile("(\\d+)\\.(\\d+).*");

    private KernelVersion() {}

    /// Whether the release is older than that version; not, when it has no numbers.
    static boolean isBefore(String release, int major, int minor) {
        Matcher numbers = NUMBERS.matcher(release);
        if (!numbers.matches()) {
            return false;
        }
        int first = Integer.parseInt(numbers.group(1));
        int second = Integer.parseInt(numbers.group(2));
        return first < major || (first == major && second < minor);
    }
}
