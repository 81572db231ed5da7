// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// A shell script in the place of QEMU, started with QEMU's arguments: what a guest does is what the script does.
final class FakeQemu {
    /// `$console` is where the guest's console goes; standard output is its second serial port.
    private static final String HEAD = """
            #!/bin/sh
            for argument; do case $argument in file:*) console=${argument#file:} ;; esac; done
            """;

    private FakeQemu() {}

    static GuestSetup setup(Path directory, String script, Duration helloLimit, Duration silenceLimit)
            throws IOException {
        Path binary = Files.writeString(directory.resolve("qemu"), HEAD + script);
        if (!binary.toFile().setExecutable(true)) {
            throw new IOException("cannot make " + binary + " executable");
        }
        return new GuestSetup(
                new Qemu(binary, "0"),
                Accelerator.TCG,
                Path.of("/dev/null"),
                Path.of("/dev/null"),
                directory.resolve("console"),
                1,
                1,
                64,
                new HelloLimit(helloLimit, helloLimit),
                silenceLimit);
    }
}
