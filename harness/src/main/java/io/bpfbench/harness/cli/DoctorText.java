// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import io.bpfbench.harness.doctor.Check;
import io.bpfbench.harness.doctor.Diagnosis;
import io.bpfbench.harness.doctor.Line;
import io.bpfbench.harness.doctor.Mark;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;

/// A diagnosis in the layout of the guide's `verify-jit.sh`: numbered checks, then a summary with the commands. At most
/// 80 columns, but for a command that is longer.
final class DoctorText {
    private static final int WIDTH = 80;
    private static final int FRAME = 58;
    private static final String INDENT = "      ";
    private static final String SIGNS = "✓✗╔═╗║╚╝";

    private final boolean plain;
    private final List<String> lines = new ArrayList<>();

    private DoctorText(boolean plain) {
        this.plain = plain;
    }

    /// @param charset what its readers have; without the signs, ASCII stands in their place
    static String of(Diagnosis diagnosis, Charset charset) {
        DoctorText text = new DoctorText(!charset.newEncoder().canEncode(SIGNS));
        text.frame("eBPF JIT Compilation Status Verification");
        diagnosis.checks().forEach(text::check);
        text.frame("Summary");
        text.summary(diagnosis);
        return String.join("\n", text.lines) + "\n";
    }

    private void frame(String title) {
        int left = (FRAME - title.length()) / 2;
        String inside = " ".repeat(left) + title + " ".repeat(FRAME - title.length() - left);
        if (plain) {
            String edge = "+" + "=".repeat(FRAME) + "+";
            lines.addAll(List.of(edge, "|" + inside + "|", edge, ""));
        } else {
            String edge = "═".repeat(FRAME);
            lines.addAll(List.of("╔" + edge + "╗", "║" + inside + "║", "╚" + edge + "╝", ""));
        }
    }

    private void check(Check check) {
        lines.add((check.number() > 0 ? "[" + check.number() + "/6] " : "[+] ") + "Checking " + check.title());
        for (Line line : check.lines()) {
            wrap(INDENT + (line.mark() == Mark.FACT ? "" : sign(line.mark()) + " "), line.text());
            if (!line.why().isEmpty()) {
                wrap(INDENT + "  ", line.why());
            }
        }
        lines.add("");
    }

    private void summary(Diagnosis diagnosis) {
        List<Line> findings = diagnosis.lines(Mark.FINDING);
        List<Line> notes = diagnosis.lines(Mark.NOTE);
        List<Line> unknown = diagnosis.lines(Mark.UNKNOWN);
        for (Line finding : findings) {
            wrap("  " + sign(Mark.FINDING) + " ", finding.text());
            lines.add("      " + finding.remedy().orElse("(no command mends that)"));
        }
        commands("What ends a note, where it is not meant so:", notes);
        commands("What tells more:", unknown);
        if (!lines.getLast().isEmpty()) {
            lines.add("");
        }
        wrap(
                "",
                switch (diagnosis.getOutcome()) {
                    case GOOD -> sign(Mark.GOOD) + " The eBPF JIT is set up well" + count(", ", notes, "note") + ".";
                    case FINDINGS ->
                        sign(Mark.FINDING) + count(" ", findings, "finding") + count(", ", notes, "note")
                                + ". What sysctl sets lasts until the next boot; bench tune --persist keeps a profile.";
                    case NOT_ALL_READ ->
                        sign(Mark.UNKNOWN) + " Nothing is wrong of what could be read, and not all could be.";
                });
    }

    private void commands(String title, List<Line> of) {
        List<String> commands =
                of.stream().flatMap(line -> line.remedy().stream()).distinct().toList();
        if (!commands.isEmpty()) {
            if (!lines.getLast().isEmpty()) {
                lines.add("");
            }
            lines.add(title);
            commands.forEach(command -> lines.add("  " + command));
        }
    }

    private static String count(String before, List<Line> of, String thing) {
        return of.isEmpty() ? "" : before + of.size() + " " + thing + (of.size() == 1 ? "" : "s");
    }

    private String sign(Mark mark) {
        return String.valueOf(plain ? mark.plainSign() : mark.sign());
    }

    /// Later lines stand below the first one's text.
    private void wrap(String before, String text) {
        StringBuilder line = new StringBuilder(before);
        boolean fresh = true;
        for (String word : text.split(" ")) {
            if (!fresh && line.length() + 1 + word.length() > WIDTH) {
                lines.add(line.toString());
                line = new StringBuilder(" ".repeat(before.length()));
                fresh = true;
            }
            line.append(fresh ? "" : " ").append(word);
            fresh = false;
        }
        lines.add(line.toString());
    }
}
