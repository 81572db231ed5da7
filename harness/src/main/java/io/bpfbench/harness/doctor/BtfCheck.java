// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.doctor;

import io.bpfbench.harness.probe.Survey;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The guide's check 6: the kernel's own types, without which the probe's programs cannot be fitted to it.
final class BtfCheck {
    private static final String FILE = "/sys/kernel/btf/vmlinux";

    /// The functions that the probe attaches to.
    private static final int FUNCTIONS = 3;

    private BtfCheck() {}

    static Check of(Observations seen) {
        List<Line> lines = new ArrayList<>();
        if (seen.btfBytes().isEmpty()) {
            lines.add(Line.finding(
                    "btf",
                    "no",
                    "BTF: there is no " + FILE,
                    "The kernel is built without CONFIG_DEBUG_INFO_BTF, or /sys is not mounted. The probe needs it;"
                            + " only another kernel mends that: ./bench run --where lab measures on one."));
            return new Check(6, "BTF Support", lines);
        }
        long bytes = seen.btfBytes().getAsLong();
        lines.add(Line.good("btf", "yes", "BTF available at " + FILE));
        lines.add(Line.good("btf_bytes", Long.toString(bytes), "BTF size: " + Words.bytes(bytes)));
        seen.survey().map(Survey::btf).ifPresent(btf -> lines.add(types(btf)));
        return new Check(6, "BTF Support", lines);
    }

    private static Line types(Survey.Btf btf) {
        String id = "btf_types";
        if (btf.error().isPresent()) {
            return Line.finding(id, "0", "BTF cannot be read: " + btf.error().get(), "");
        }
        String text = String.format(Locale.ROOT, "BTF read: %,d types", btf.types());
        String value = Long.toString(btf.types());
        return btf.functions().size() == FUNCTIONS
                ? Line.good(id, value, text + ", the probe's three functions among them")
                : Line.note(id, value, text + ", of the probe's functions only " + btf.functions(), "");
    }
}
