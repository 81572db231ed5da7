// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.lab;

import java.nio.file.Path;
import java.time.Duration;

/// Runs a guest that never ends, in a process of its own, for [GuestSurvivalTest] to end that process in various ways.
final class GuestHolder {
    private GuestHolder() {}

    /// @param arguments a directory, the script in QEMU's place, and `exit` to end by itself or `stay`
    public static void main(String[] arguments) throws Exception {
        Duration limit = Duration.ofMinutes(2);
        Guest guest = new Guest(FakeQemu.setup(Path.of(arguments[0]), arguments[1], limit, limit));
        guest.run(record -> {
            System.out.println(record);
            if (arguments[2].equals("exit")) {
                Thread.ofPlatform().start(() -> System.exit(3));
            }
        });
    }
}
