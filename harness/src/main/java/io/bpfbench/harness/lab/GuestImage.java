// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.lab;

import io.bpfbench.harness.inspect.ProgramReader;
import io.bpfbench.harness.probe.MessageExchange;
import io.bpfbench.reports.result.ProbedObject;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The part of an initramfs that all guests share: `init`, the Java runtime, the probe and what little of a system they
/// look for. Kept in the cache under the key of its content.
///
/// @param file the archive
record GuestImage(Path file) {
    static final String COMMAND = "/bench/command";

    /// Where [io.bpfbench.harness.run.ProjectFiles] finds it too, in a guest that runs whole commands.
    static final String PROBE = "/bench/probe-native/build/latency-probe";

    /// Where [io.bpfbench.harness.probe.ProbeObject] looks, in front of a name.
    static final String OBJECTS = "/bench/probe-native/build/objects/";

    /// The guest's operating system, by which it knows itself.
    static final String OPERATING_SYSTEM = "bpfbench";

    /// Where an object of the user's stands, under its own name, which messages use.
    static Path object(ProbedObject object) {
        return Path.of("/bench/object").resolve(object.name());
    }

    /// @param init the guest's first process, a static program
    /// @param probe the `latency-probe` executable, static, with `message-exchange` and `program-reader` beside it
    static GuestImage prepare(UserCache cache, GuestRuntime runtime, KernelImage kernel, Path init, Path probe) {
        List<GuestFile> files = new ArrayList<>(runtime.files());
        files.add(GuestFile.copy(init, "/init"));
        files.add(GuestFile.copy(probe, PROBE));
        files.add(GuestFile.copy(
                MessageExchange.beside(probe),
                MessageExchange.beside(Path.of(PROBE)).toString()));
        files.add(GuestFile.copy(
                ProgramReader.beside(probe).binary(),
                ProgramReader.beside(Path.of(PROBE)).binary().toString()));
        kernel.config().ifPresent(config -> files.add(GuestFile.copy(config, "/boot/config-" + kernel.release())));
        files.add(GuestFile.text("/etc/hosts", "127.0.0.1 localhost\n::1 localhost\n"));
        files.add(
                GuestFile.text("/etc/os-release", "ID=" + OPERATING_SYSTEM + "\nPRETTY_NAME=\"bpfbench lab guest\"\n"));
        Path entry = cache.entry("image", key(files), directory -> {
            try (OutputStream to = new BufferedOutputStream(Files.newOutputStream(archive(directory)), 1 << 20)) {
                Initramfs.write(files, to);
            }
        });
        return new GuestImage(archive(entry));
    }

    /// Writes the initramfs of one guest: this image, then the guest's own files.
    ///
    /// @param command the guest's command line
    void write(Path initramfs, List<String> command, List<GuestFile> own) throws IOException {
        if (command.stream().anyMatch(argument -> argument.isEmpty() || argument.contains("\n"))) {
            throw new IllegalArgumentException("init reads one argument a line, none empty: " + command);
        }
        List<GuestFile> files = new ArrayList<>(own);
        files.add(GuestFile.text(COMMAND, String.join("\n", command) + "\n"));
        try (OutputStream to = new BufferedOutputStream(Files.newOutputStream(initramfs), 1 << 20)) {
            Files.copy(file, to);
            Initramfs.write(files, to);
        }
    }

    private static Path archive(Path directory) {
        return directory.resolve("base.cpio");
    }

    private static String key(List<GuestFile> files) {
        ContentKey key = new ContentKey();
        for (GuestFile file : files) {
            key.text(file.path()).text(Boolean.toString(file.executable()));
            switch (file.content()) {
                // The time is in the archive, and the JVM compares it.
                case GuestFile.Content.Copy(Path source) ->
                    key.text(Long.toString(file.modified().getEpochSecond())).file(source);
                case GuestFile.Content.Text(String text) -> key.text(text);
            }
        }
        return key.hex();
    }
}
