// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import io.bpfbench.harness.inspect.HardenedLoads.Loaded;
import io.bpfbench.harness.inspect.Inspection;
import io.bpfbench.harness.inspect.Listing;
import io.bpfbench.harness.inspect.LoadedProgram;
import io.bpfbench.harness.kernel.Setting;
import io.bpfbench.reports.render.CodeAlignment;
import io.bpfbench.reports.render.CodeText;
import io.bpfbench.reports.result.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/// What `bench inspect` prints for people.
final class InspectText {
    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final int TITLE = 11;

    private final List<String> lines = new ArrayList<>();

    private InspectText() {}

    private String text() {
        return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
    }

    /// Every program on a line; where it is attached goes onto a second one when the terminal is too narrow.
    ///
    /// @param statisticsOn whether the kernel counts runs all the time
    static String list(List<LoadedProgram> programs, int columns, boolean statisticsOn) {
        InspectText text = new InspectText();
        if (programs.isEmpty()) {
            text.lines.add("No BPF program is loaded.");
            return text.text();
        }
        int name = Math.max(
                4, programs.stream().mapToInt(p -> p.name().length()).max().orElse(0));
        int type = Math.max(
                4, programs.stream().mapToInt(p -> p.type().length()).max().orElse(0));
        String format = "%7s  %-" + name + "s  %-" + type + "s  %7s  %8s  %10s  %7s";
        text.lines.add(
                String.format(format, "id", "name", "type", "native", "bytecode", "runs", "ns/run") + "  attached");
        for (LoadedProgram program : programs) {
            String line = String.format(
                    Locale.ROOT,
                    format,
                    program.id(),
                    program.name(),
                    program.type(),
                    program.jited() ? String.format(Locale.ROOT, "%,d", program.jitedBytes()) : "none",
                    String.format(Locale.ROOT, "%,d", program.xlatedBytes()),
                    program.runs() == 0 ? "-" : String.format(Locale.ROOT, "%,d", program.runs()),
                    program.nanosPerRun().isEmpty()
                            ? "-"
                            : String.format(
                                    Locale.ROOT, "%.1f", program.nanosPerRun().getAsDouble()));
            String attached = String.join(", ", program.attached());
            if (line.length() + 2 + attached.length() <= columns) {
                text.lines.add((line + "  " + attached).stripTrailing());
            } else {
                text.lines.add(line);
                text.lines.add(" ".repeat(9) + attached);
            }
        }
        text.lines.add("");
        text.lines.add("Sizes are in bytes; \"none\": the interpreter runs it.");
        if (programs.getFirst().countedSeconds().isPresent()) {
            text.lines.add(String.format(
                    Locale.ROOT,
                    "Runs of %.1f seconds.",
                    programs.getFirst().countedSeconds().getAsDouble()));
        } else {
            text.lines.add(runs(programs.stream().anyMatch(program -> program.runs() > 0), statisticsOn));
        }
        return text.text();
    }

    /// One program, all of it.
    static String program(Inspection inspection) {
        LoadedProgram program = inspection.program();
        InspectText text = new InspectText();
        text.lines.add("Program " + program.id() + " " + program.name() + " (" + program.type() + ", tag "
                + program.tag() + ")");
        text.lines.add("");
        text.fact(
                "JITed",
                program.jited()
                        ? "yes: " + bytes(program.jitedBytes()) + " of native code from " + bytes(program.xlatedBytes())
                                + " of bytecode"
                        : "no: the interpreter runs its " + bytes(program.xlatedBytes())
                                + " of bytecode; what net.core.bpf_jit_enable was when it was loaded decided that");
        text.fact(
                "kallsyms",
                inspection.symbols().isEmpty()
                        ? "no name: " + inspection.whyNoSymbol()
                        : String.join(", ", inspection.symbols()));
        text.fact(
                "Attached",
                program.attached().isEmpty()
                        ? "to nothing that links or perf events tell of"
                        : String.join(", ", program.attached()));
        text.fact("Loaded", MOMENT.format(program.loadedAt()) + " by user id " + program.uid() + ", " + took(program));
        text.fact("Runs", runs(inspection));
        if (program.verifiedInstructions() > 0) {
            text.fact(
                    "Verified",
                    String.format(Locale.ROOT, "%,d instructions, along all paths", program.verifiedInstructions()));
        }
        if (!program.maps().isEmpty()) {
            text.fact("Maps", program.maps().stream().map(String::valueOf).collect(Collectors.joining(", ")));
        }
        text.fact("Settings", "now " + settings(inspection));
        Listing listing = inspection.listing();
        text.section("Bytecode, as the verifier left it", listing.code().xlated(), inspection.whyHidden());
        if (program.jited()) {
            text.section("Native code", listing.code().jited(), inspection.whyHidden() + listing.noNative());
        }
        return text.text();
    }

    private void section(String title, List<String> listing, String missing) {
        lines.add("");
        lines.add(title + (listing.isEmpty() ? ": not shown: " + missing : ""));
        lines.addAll(CodeText.lines(listing));
    }

    /// The same program under several levels.
    ///
    /// @param place where it was loaded
    /// @param clock the clock there
    static String compared(List<Loaded> loads, String place, Clock clock, int columns) {
        InspectText text = new InspectText();
        LoadedProgram first = loads.getFirst().inspection().program();
        text.lines.add(first.name() + " (" + first.type() + "), loaded under each level on " + place);
        text.lines.add("");
        text.lines.add(String.format(
                "%-8s %12s %8s %7s %9s %9s", "harden", "instructions", "bytecode", "native", "load", "verifier"));
        List<Listing> listings =
                loads.stream().map(load -> load.inspection().listing()).toList();
        for (int i = 0; i < loads.size(); i++) {
            LoadedProgram program = loads.get(i).inspection().program();
            text.lines.add(String.format(
                    Locale.ROOT,
                    "%-8s %12d %8d %7d %9s %9s",
                    loads.get(i).level(),
                    listings.get(i).code().xlated().size(),
                    program.xlatedBytes(),
                    program.jitedBytes(),
                    micros(program.loadNanos()),
                    micros(program.verifierNanos())));
        }
        text.lines.add("");
        String unit = switch (clock) {
            case WALL -> "µs";
            case INSTRUCTIONS -> "thousands of instructions";
        };
        text.lines.add("Sizes are in bytes. One load each, and the verifier's part of it, in " + unit + ".");
        for (Loaded load : loads) {
            Inspection inspection = load.inspection();
            text.fact(
                    "harden=" + load.level(),
                    inspection.symbols().isEmpty()
                            ? "no name in kallsyms: " + inspection.whyNoSymbol()
                            : "in kallsyms as " + String.join(", ", inspection.symbols()));
        }
        for (int i = 1; i < loads.size(); i++) {
            text.beside(loads, listings, i, columns);
        }
        if (loads.size() == 1) {
            text.section(
                    "Bytecode",
                    listings.getFirst().code().xlated(),
                    loads.getFirst().inspection().whyHidden());
        }
        return text.text();
    }

    private void beside(List<Loaded> loads, List<Listing> listings, int other, int columns) {
        Listing left = listings.getFirst();
        Listing right = listings.get(other);
        String leftTitle = "harden=" + loads.getFirst().level();
        String rightTitle = "harden=" + loads.get(other).level();
        lines.add("");
        String hidden = loads.getFirst().inspection().whyHidden();
        if (!hidden.isEmpty() || !loads.get(other).inspection().whyHidden().isEmpty()) {
            lines.add("Code under " + rightTitle + ": not shown: " + hidden);
            return;
        }
        if (CodeAlignment.same(left.code().xlated(), right.code().xlated())) {
            lines.add("Under " + rightTitle + " it is the same code as under " + leftTitle + ".");
            return;
        }
        lines.add("Bytecode: an instruction with a constant beside what blinding made of it");
        both(leftTitle, left.code().xlated(), rightTitle, right.code().xlated(), columns);
        lines.add("");
        if (left.code().jited().isEmpty() || right.code().jited().isEmpty()) {
            lines.add("Native code: not shown: " + left.noNative());
            return;
        }
        lines.add("Native code");
        both(leftTitle, left.code().jited(), rightTitle, right.code().jited(), columns);
    }

    private void both(String leftTitle, List<String> left, String rightTitle, List<String> right, int columns) {
        lines.addAll(CodeText.sideBySide(leftTitle, left, rightTitle, right, columns));
    }

    private static String took(LoadedProgram program) {
        return program.loadNanos().isPresent()
                ? "in " + micros(program.loadNanos()) + " µs"
                : "how long that took the kernel does not keep";
    }

    private static String runs(boolean counted, boolean statisticsOn) {
        String since = counted ? "Runs are those since loading, " : "No run has been counted: ";
        if (statisticsOn) {
            return since + (counted ? "while" : "none was made since")
                    + " statistics were on, as they are (kernel.bpf_stats_enabled=1).";
        }
        return since + (counted ? "as far as statistics were on" : "statistics are off")
                + "; --stats 5 counts for 5 seconds.";
    }

    private static String runs(Inspection inspection) {
        LoadedProgram program = inspection.program();
        String counted = String.format(Locale.ROOT, "%,d", program.runs())
                + (program.nanosPerRun().isPresent()
                        ? String.format(
                                Locale.ROOT,
                                ", %.1f ns each",
                                program.nanosPerRun().getAsDouble())
                        : "");
        if (program.countedSeconds().isPresent()) {
            return counted
                    + String.format(
                            Locale.ROOT,
                            ", in %.1f seconds",
                            program.countedSeconds().getAsDouble());
        }
        if (inspection.statisticsOn()) {
            return counted + ", while statistics were on, which they are (kernel.bpf_stats_enabled)";
        }
        String how = "--stats 5 counts for 5 seconds";
        return program.runs() == 0
                ? "none has been counted: " + how
                : counted + ", while something had run statistics on: " + how;
    }

    private static String settings(Inspection inspection) {
        return List.of(Setting.JIT, Setting.HARDEN, Setting.KALLSYMS).stream()
                .map(setting -> setting.word() + "=" + inspection.value(setting).orElse("unreadable"))
                .collect(Collectors.joining(" "));
    }

    private static String micros(OptionalLong nanos) {
        return nanos.isPresent() ? String.format(Locale.ROOT, "%,d", Math.round(nanos.getAsLong() / 1000.0)) : "-";
    }

    private static String bytes(long number) {
        return String.format(Locale.ROOT, "%,d bytes", number);
    }

    private void fact(String title, String text) {
        StringBuilder line = new StringBuilder(String.format("%-" + TITLE + "s", title));
        boolean fresh = true;
        for (String word : text.split(" ")) {
            if (!fresh && line.length() + 1 + word.length() > 80) {
                lines.add(line.toString());
                line.setLength(0);
                line.append(" ".repeat(TITLE));
                fresh = true;
            }
            line.append(fresh ? "" : " ").append(word);
            fresh = false;
        }
        lines.add(line.toString());
    }
}
