// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.lab;

import io.bpfbench.harness.run.RunException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The QEMU of this machine.
///
/// @param binary its executable
/// @param version such as `7.2.22`
public record Qemu(Path binary, String version) {
    private static final String NAME = "qemu-system-x86_64";
    private static final Pattern VERSION = Pattern.compile("version (\\d[\\w.]*)");

    /// @throws RunException when there is none, or this machine is not one that it can run guests of ours on
    static Qemu find() {
        if (!System.getProperty("os.arch").equals("amd64")) {
            throw new RunException("the lab's guests are x86-64 machines and this one is "
                    + System.getProperty("os.arch") + ": use --where host");
        }
        Path binary = Subprocess.find(NAME)
                .orElseThrow(() -> new RunException("there is no " + NAME
                        + " in PATH: install QEMU (Debian's package is qemu-system-x86), or use --where host"));
        if (Subprocess.find("setpriv").isEmpty()) {
            throw new RunException("there is no setpriv in PATH, which keeps guests from outliving bench:"
                    + " install the package util-linux");
        }
        return at(binary);
    }

    static Qemu at(Path binary) {
        Subprocess asked =
                Subprocess.run(Path.of("/"), Duration.ofSeconds(20), List.of(binary.toString(), "--version"));
        Matcher version = VERSION.matcher(asked.output());
        if (!asked.succeeded() || !version.find()) {
            throw new RunException(binary + " does not run (" + asked.lastWords() + "): install QEMU again");
        }
        return new Qemu(binary, version.group(1));
    }

    /// The command line of a guest whose second serial port is standard output.
    List<String> command(GuestSetup setup) {
        List<String> command = new ArrayList<>(List.of(binary.toString()));
        command.addAll(setup.accelerator().options(setup.seed(), setup.processors()));
        command.addAll(List.of("-nodefaults", "-no-user-config", "-no-reboot", "-display", "none", "-monitor", "none"));
        command.addAll(List.of("-machine", "pc", "-m", Integer.toString(setup.memoryMebibytes())));
        command.addAll(List.of(
                "-kernel",
                setup.kernel().toString(),
                "-initrd",
                setup.initramfs().toString()));
        // panic=-1: a panic restarts at once, and a restart ends QEMU.
        List<String> append = new ArrayList<>(List.of("console=ttyS0", "quiet", "panic=-1"));
        append.addAll(setup.accelerator().kernelOptions());
        command.addAll(List.of("-append", String.join(" ", append)));
        command.addAll(List.of("-serial", "file:" + setup.console()));
        command.addAll(List.of("-chardev", "stdio,id=records,signal=off", "-serial", "chardev:records"));
        return command;
    }
}
