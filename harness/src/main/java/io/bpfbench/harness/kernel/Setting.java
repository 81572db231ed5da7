// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.kernel;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The kernel's settings for BPF's JIT compiler (`Documentation/admin-guide/sysctl/net.rst`, bounds from
/// `net/core/sysctl_net_core.c`).
///
/// The kernel reads them when a program is *loaded*: a change does nothing to the code of programs that are there
/// already. Only their names come and go at once (`bpf_get_kallsym`, kernel/bpf/core.c, looks at `bpf_jit_kallsyms` and
/// `bpf_jit_harden` whenever it is asked).
///
/// They exist in the initial network namespace only. All but `bpf_jit_enable` need `CAP_SYS_ADMIN` even to be read.
public enum Setting {
    /// 0 interpreter, 1 JIT, 2 JIT with a dump of the code in the kernel log (for debugging the JIT only).
    /// Under `CONFIG_BPF_JIT_ALWAYS_ON` the kernel takes nothing but 1.
    JIT("jit", "net.core.bpf_jit_enable", List.of("0", "1", "2")),
    /// Blinding of constants: 0 off, 1 for loaders without `CAP_BPF`, 2 for all.
    HARDEN("harden", "net.core.bpf_jit_harden", List.of("0", "1", "2")),
    /// Whether JITed programs show in `/proc/kallsyms`; hardening hides them whatever this says.
    KALLSYMS("kallsyms", "net.core.bpf_jit_kallsyms", List.of("0", "1")),
    /// Bytes of JITed code beyond which loaders without `CAP_BPF` are refused; at least 1.
    LIMIT("limit", "net.core.bpf_jit_limit", List.of());

    private final String word;
    private final String sysctl;
    private final List<String> levels;

    Setting(String word, String sysctl, List<String> levels) {
        this.word = word;
        this.sysctl = sysctl;
        this.levels = levels;
    }

    /// The name as a dimension of a matrix, such as `jit`.
    public String word() {
        return word;
    }

    /// The name for `sysctl`, such as `net.core.bpf_jit_enable`.
    public String sysctl() {
        return sysctl;
    }

    /// The file, such as `/proc/sys/net/core/bpf_jit_enable`.
    public String file() {
        return "/proc/sys/" + sysctl.replace('.', '/');
    }

    /// The levels it may have in some kernel; empty when any whole number from 1 up may do.
    public List<String> levels() {
        return levels;
    }

    /// Whether some kernel would take this value.
    public boolean allows(String value) {
        return levels.isEmpty() ? value.matches("[1-9][0-9]{0,18}") : levels.contains(value);
    }

    /// The setting of a dimension.
    public static Optional<Setting> ofWord(String word) {
        return Arrays.stream(values()).filter(s -> s.word.equals(word)).findFirst();
    }

    /// The setting of a `sysctl` name.
    public static Optional<Setting> ofSysctl(String name) {
        return Arrays.stream(values()).filter(s -> s.sysctl.equals(name)).findFirst();
    }
}
