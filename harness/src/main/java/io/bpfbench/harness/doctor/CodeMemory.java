// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.doctor;

import io.bpfbench.harness.kernel.KernelFiles;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Memory that the kernel has set aside for compiled programs and their trampolines.
///
/// What counts against `net.core.bpf_jit_limit` (`bpf_jit_current`, kernel/bpf/core.c) is in no file. It lies between
/// the length of all compiled code, which `bpf_prog_info` tells, and what is told here: code is cut from areas that
/// `bpf_prog_pack_alloc` takes as a whole (2 MiB for each memory node on x86-64), or has pages of its own.
final class CodeMemory {
    /// One line an area: `0x…-0x… 2101248 bpf_prog_pack_alloc+0x1a6/0x2d0 pages=512 vmalloc N0=512`
    /// (`s_show`, mm/vmalloc.c). The size includes a page that guards its end.
    private static final Pattern AREA = Pattern.compile("\\S+ +(\\d+) (\\w+)\\S* .*\\bpages=(\\d+)\\b.*");

    /// Who takes memory for code: packs and what does not fit one, trampolines, and before 5.18 each program by itself.
    /// `bpf_prog_alloc_no_stats` is not among them: that is bytecode, which the limit does not count.
    private static final List<String> CALLERS =
            List.of("bpf_prog_pack_alloc", "bpf_jit_alloc_exec", "bpf_jit_binary_alloc", "bpf_trampoline_update");

    private CodeMemory() {}

    /// Bytes of all areas; empty when `/proc/vmallocinfo` is not there or not for us.
    static OptionalLong reservedBytes(KernelFiles files) {
        return files.text("/proc/vmallocinfo")
                .map(text -> OptionalLong.of(text.lines()
                        .map(AREA::matcher)
                        .filter(Matcher::matches)
                        .filter(area -> CALLERS.contains(area.group(2)))
                        .mapToLong(CodeMemory::usable)
                        .sum()))
                .orElse(OptionalLong.empty());
    }

    private static long usable(Matcher area) {
        long size = Long.parseLong(area.group(1));
        long pages = Long.parseLong(area.group(3));
        return size * pages / (pages + 1);
    }
}
