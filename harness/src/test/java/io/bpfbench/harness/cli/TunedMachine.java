// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import io.bpfbench.harness.kernel.KernelSettings;
import io.bpfbench.harness.kernel.SavedKernel;
import io.bpfbench.harness.kernel.Setting;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// A copy of a saved kernel to run commands on: nothing here can change a machine.
record TunedMachine(Path root) {
    record Outcome(int code, String out, String err) {}

    static TunedMachine of(String kernel, Path directory) {
        return new TunedMachine(SavedKernel.copy(kernel, directory));
    }

    Path file(String name) {
        return root.resolve(name);
    }

    Path bootFile() {
        return file("etc/sysctl.d/99-ebpf-jit.conf");
    }

    String value(Setting setting) {
        return new KernelSettings(root).require(setting);
    }

    void change(Setting setting, String value) throws IOException {
        Files.writeString(file(setting.file().substring(1)), value + "\n");
    }

    /// Every file that can be changed, and what is in it.
    Map<Path, String> tree() throws IOException {
        Map<Path, String> all = new TreeMap<>();
        for (String part : new String[] {"etc", "proc/sys", "var", "run"}) {
            Path top = file(part);
            if (Files.exists(top)) {
                try (Stream<Path> files = Files.walk(top)) {
                    files.filter(Files::isRegularFile).forEach(file -> all.put(file, content(file)));
                }
            }
        }
        return all;
    }

    static String content(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    Outcome bench(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.run(root, new PrintWriter(out, true), new PrintWriter(err, true), args);
        return new Outcome(code, out.toString(), err.toString());
    }
}
