// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.result.ProgramCode;
import io.bpfbench.reports.result.RunEvent.ProbeCode;
import io.bpfbench.reports.stats.Comparison;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// The part of `report.html` that shows what the kernel made of the probe's send program under each cell's settings,
/// folded away. Not there where the journal has no code.
final class HtmlCode {
    /// No line of code is as long.
    private static final int COLUMNS = 400;

    private final List<ProbeCode> codes;
    private final Html html;

    private HtmlCode(List<ProbeCode> codes, Html html) {
        this.codes = codes;
        this.html = html;
    }

    static void write(Comparison comparison, Html html) {
        List<ProbeCode> codes = inOrder(comparison);
        if (!codes.isEmpty()) {
            new HtmlCode(codes, html).section();
        }
    }

    /// One sentence; empty where the journal has no code.
    static String sentence(Comparison comparison) {
        List<ProbeCode> codes = inOrder(comparison);
        if (codes.isEmpty()) {
            return "";
        }
        List<String> clauses = codes.stream()
                .map(code -> code.cell().label() + " "
                        + Numbers.count(code.code().xlated().size())
                        + " instructions, "
                        + (code.code().jitedBytes() == 0
                                ? "interpreted"
                                : Numbers.count(code.code().jitedBytes()) + " bytes of native code"))
                .toList();
        return "The code of " + codes.getFirst().code().program() + ", which report.html shows: "
                + String.join("; ", clauses) + ".";
    }

    /// In the order of the table, each cell once: a run that was resumed may have looked twice.
    private static List<ProbeCode> inOrder(Comparison comparison) {
        return comparison.cells().stream()
                .flatMap(cell -> comparison.record().codes().stream()
                        .filter(code -> code.cell().equals(cell))
                        .limit(1))
                .toList();
    }

    private void section() {
        html.open("section", "id", "code").element("h2", "The probe's code");
        html.element(
                "p",
                "What the kernel made of " + codes.getFirst().code().program()
                        + " under each configuration, loaded once"
                        + " more beside the trials: bytecode as the verifier left it, and native code. Addresses of the"
                        + " running kernel are left out.");
        html.open("div", "class", "words");
        html.table(
                "Size of the code",
                List.of("Configuration", "Instructions", "Bytecode, bytes", "Native code, bytes", "Bytecode"),
                codes.stream().map(this::row).toList());
        html.close("div");
        listings("Bytecode", ProgramCode::xlated);
        listings("Native code", ProgramCode::jited);
        html.close("section");
    }

    private List<String> row(ProbeCode code) {
        ProgramCode program = code.code();
        ProbeCode like = codes.stream()
                .filter(other -> CodeAlignment.same(other.code().xlated(), program.xlated()))
                .findFirst()
                .orElse(code);
        return List.of(
                code.cell().label(),
                Numbers.count(program.xlated().size()),
                Numbers.count(program.xlatedBytes()),
                program.jitedBytes() == 0 ? "none: interpreted" : Numbers.count(program.jitedBytes()),
                like.equals(code) ? "its own" : "that of " + like.cell().label());
    }

    /// The first listing beside each other one that is not the same.
    private void listings(String title, Function<ProgramCode, List<String>> listing) {
        List<ProbeCode> different = new ArrayList<>();
        for (ProbeCode code : codes) {
            List<String> lines = listing.apply(code.code());
            if (!lines.isEmpty()
                    && different.stream().noneMatch(other -> CodeAlignment.same(listing.apply(other.code()), lines))) {
                different.add(code);
            }
        }
        if (different.size() == 1) {
            List<String> lines = listing.apply(different.getFirst().code());
            folded(title + " under " + different.getFirst().cell().label(), CodeText.lines(lines));
        }
        for (int i = 1; i < different.size(); i++) {
            ProbeCode left = different.getFirst();
            ProbeCode right = different.get(i);
            folded(
                    title + ": " + left.cell().label() + " beside "
                            + right.cell().label(),
                    CodeText.sideBySide(
                            left.cell().label(),
                            listing.apply(left.code()),
                            right.cell().label(),
                            listing.apply(right.code()),
                            COLUMNS));
        }
    }

    private void folded(String title, List<String> lines) {
        html.open("details", "class", "long").element("summary", title);
        html.open("pre", "class", "listing", "tabindex", "0", "role", "region", "aria-label", title)
                .element("code", String.join("\n", lines))
                .close("pre");
        html.close("details");
    }
}
