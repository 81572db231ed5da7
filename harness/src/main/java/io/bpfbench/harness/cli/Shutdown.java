// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

/// Whether this process is on its way out, by Ctrl-C or SIGTERM: the settings are being restored and guests ended,
/// and what fails meanwhile fails because of that.
final class Shutdown {
    private Shutdown() {}

    /// The virtual machine takes no more shutdown hooks from the moment at which it begins to shut down.
    static boolean underWay() {
        Thread nothing = new Thread(() -> {}, "nothing");
        try {
            Runtime.getRuntime().addShutdownHook(nothing);
            Runtime.getRuntime().removeShutdownHook(nothing);
            return false;
        } catch (IllegalStateException shuttingDown) {
            return true;
        }
    }
}
