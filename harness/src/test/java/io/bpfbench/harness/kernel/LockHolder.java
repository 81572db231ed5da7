// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.kernel;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Scanner;

/// Takes the machine, says so, and holds it until its input ends.
final class LockHolder {
    private LockHolder() {}

    public static void main(String[] arguments) {
        try {
            MachineLock lock = MachineLock.acquire(Path.of(arguments[0]));
            System.out.println("held");
            Scanner input = new Scanner(System.in, StandardCharsets.UTF_8);
            while (input.hasNextLine()) {
                input.nextLine();
            }
            lock.close();
        } catch (KernelException refused) {
            System.out.println(refused.getMessage());
        }
    }
}
