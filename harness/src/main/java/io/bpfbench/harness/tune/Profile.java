// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.tune;

import static io.bpfbench.harness.kernel.Setting.HARDEN;
import static io.bpfbench.harness.kernel.Setting.JIT;
import static io.bpfbench.harness.kernel.Setting.KALLSYMS;
import static io.bpfbench.harness.kernel.Setting.LIMIT;

import io.bpfbench.harness.kernel.Setting;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/// A way to set the JIT up. Its file in `deploy/sysctl.d` is the only place where its values stand.
public enum Profile {
    PRODUCTION("production", Map.of(JIT, "1", HARDEN, "0", KALLSYMS, "1", LIMIT, "524288000")),
    DEVELOPMENT("development", Map.of(JIT, "2", HARDEN, "0", KALLSYMS, "1")),
    HIGH_SECURITY("high-security", Map.of(JIT, "1", HARDEN, "2", KALLSYMS, "0"));

    private final String word;
    private final Map<Setting, String> guide;
    private final String text;
    private final Map<Setting, String> values;

    Profile(String word, Map<Setting, String> guide) {
        this.word = word;
        this.guide = guide;
        this.text = read(word + ".conf");
        this.values = Collections.unmodifiableMap(SysctlText.values(text));
    }

    /// The name on the command line.
    public String word() {
        return word;
    }

    /// What the eBPF JIT guide has under this name.
    public Map<Setting, String> guide() {
        return guide;
    }

    /// The values to set, in the order of [Setting]. A setting that is missing stays as it is.
    public Map<Setting, String> settings() {
        return values;
    }

    /// The file for `/etc/sysctl.d`.
    public String text() {
        return text;
    }

    /// The profile of a name.
    public static Optional<Profile> named(String word) {
        return Arrays.stream(values()).filter(p -> p.word.equals(word)).findFirst();
    }

    /// All names.
    public static String words() {
        return Arrays.stream(values()).map(Profile::word).collect(Collectors.joining(", "));
    }

    private static String read(String name) {
        try (InputStream in = Objects.requireNonNull(Profile.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
