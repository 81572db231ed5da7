// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.kernel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Scanner;

/// A run in small: takes the machine and a lease, hardens, says so, and ends as it is told to.
final class LeaseHolder {
    private LeaseHolder() {}

    public static void main(String[] arguments) throws IOException {
        Path root = Path.of(arguments[0]);
        SavedKernel.showProcess(root, ProcessHandle.current().pid());
        MachineLock lock = MachineLock.acquire(root);
        SettingsLease lease = SettingsLease.open(lock);
        lease.set(Setting.HARDEN, "2");
        lease.set(Setting.KALLSYMS, "0");
        System.out.println("hardened");
        String order = new Scanner(System.in, StandardCharsets.UTF_8).nextLine();
        switch (order) {
            case "end" -> lease.close();
            case "exit" -> System.exit(3);
            default -> throw new IllegalStateException(order);
        }
    }
}
