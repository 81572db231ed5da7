// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/// The options that the running kernel was built with.
///
/// Read from the first of `/proc/config.gz` (a kernel with `CONFIG_IKCONFIG_PROC`), `/boot/config-RELEASE` (Debian,
/// Ubuntu, SUSE) and `/lib/modules/RELEASE/config` (Fedora and kin) that is there. Debian's files are readable by
/// everybody.
public final class KernelConfig {
    private final String source;
    private final Map<String, String> options;

    private KernelConfig(String source, Map<String, String> options) {
        this.source = source;
        this.options = Map.copyOf(options);
    }

    /// The running kernel's options; empty when no file tells.
    public static Optional<KernelConfig> read(KernelFiles files) {
        Optional<KernelConfig> own = load(files, "/proc/config.gz", true);
        if (own.isPresent()) {
            return own;
        }
        return files.release()
                .flatMap(release -> List.of("/boot/config-" + release, "/lib/modules/" + release + "/config").stream()
                        .flatMap(name -> load(files, name, false).stream())
                        .findFirst());
    }

    private static Optional<KernelConfig> load(KernelFiles files, String name, boolean packed) {
        Path path = files.path(name);
        if (!Files.isReadable(path)) {
            return Optional.empty();
        }
        try (InputStream raw = Files.newInputStream(path);
                InputStream in = packed ? new GZIPInputStream(raw) : raw) {
            return Optional.of(new KernelConfig(name, parse(new String(in.readAllBytes(), StandardCharsets.UTF_8))));
        } catch (IOException ignored) {
            return Optional.empty();
        }
    }

    private static Map<String, String> parse(String text) {
        Map<String, String> options = new HashMap<>();
        for (String line : text.lines().toList()) {
            int equals = line.indexOf('=');
            if (line.startsWith("CONFIG_") && equals > 0) {
                options.put(line.substring("CONFIG_".length(), equals), line.substring(equals + 1));
            } else if (line.startsWith("# CONFIG_") && line.endsWith(" is not set")) {
                options.put(line.substring("# CONFIG_".length(), line.length() - " is not set".length()), "n");
            }
        }
        return options;
    }

    /// The file that told.
    public String source() {
        return source;
    }

    /// The option's value (`y`, `m`, `n`, a number, a quoted text) by its name without `CONFIG_`.
    /// An option that the file does not name (its dependencies are not met, or the kernel does not know it) is `n`.
    public String option(String name) {
        return options.getOrDefault(name, "n");
    }

    /// Whether the option is built in or a module.
    public boolean has(String name) {
        return option(name).equals("y") || option(name).equals("m");
    }
}
