// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.inspect;

import io.bpfbench.reports.result.ProgramCode;
import io.bpfbench.reports.result.RunEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// Code as a report may show it to strangers: without addresses of the running kernel, from which they could learn
/// where it stands in memory. Blinding does not hide them, since both numbers of a pair stand in the code. Native code
/// is
/// published of x86-64 only, whose ways to hold an address are known here.
public final class PublishedCode {
    private static final String ADDRESS = "(address)";

    /// 64 bits at once, a variable of this CPU, a function without a name, a place beside the instruction, and the
    /// kernel's
    /// own code and data, which are 32 bits with their sign (Documentation/arch/x86/x86_64/mm.rst).
    private static final Pattern ADDRESSES =
            Pattern.compile("0x[0-9a-f]+(?= ll$)|(?<=movabs \\$)0x[0-9a-f]+|(?<=%gs:)0x[0-9a-f]{9,16}"
                    + "|(?<=^(?:call|jmp|j[a-z]{1,3}) )0xffff[0-9a-f]{12}|(?<=# )0x[0-9a-f]+|0xffff(?!ffff)[0-9a-f]{12}"
                    + "|0xffffffff(?!ff)[89a-f][0-9a-f]{7}");

    /// In the middle of the two pairs that load 64 bits.
    private static final Pattern HALVES_MEET = Pattern.compile("\\w+: (r11 <<= 32|shl \\$0x20,%r10)");

    private static final Pattern SCRATCH_NUMBER =
            Pattern.compile("(?<=: [rw]11 = )\\S+|(?<=: [rw]11 \\^= )\\S+|(?<=\\$)0x[0-9a-f]+(?=,%r10d?$)");

    private PublishedCode() {}

    public static RunEvent.ProbeCode of(RunEvent.ProbeCodeSeen seen) {
        ProgramCode code = Listing.of(ProgramReader.parse(seen.seen())).code();
        return new RunEvent.ProbeCode(
                seen.cell(),
                new ProgramCode(
                        code.program(),
                        code.xlatedBytes(),
                        code.jitedBytes(),
                        withoutAddresses(code.xlated()),
                        System.getProperty("os.arch").equals("amd64") ? withoutAddresses(code.jited()) : List.of()));
    }

    static List<String> withoutAddresses(List<String> listing) {
        List<String> lines = new ArrayList<>(listing);
        IntStream.range(0, lines.size())
                .filter(i -> HALVES_MEET.matcher(lines.get(i)).matches())
                // Two lines before it, and two behind the one that moves the upper half.
                .flatMap(i -> IntStream.of(i - 2, i - 1, i + 2, i + 3))
                .filter(i -> i >= 0 && i < lines.size())
                .forEach(i -> lines.set(i, SCRATCH_NUMBER.matcher(lines.get(i)).replaceAll(ADDRESS)));
        lines.replaceAll(line -> {
            int text = line.indexOf(": ") + 2;
            return line.substring(0, text)
                    + ADDRESSES.matcher(line.substring(text)).replaceAll(ADDRESS);
        });
        return List.copyOf(lines);
    }
}
