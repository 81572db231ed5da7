// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import io.bpfbench.reports.render.ChangeJson;
import io.bpfbench.reports.render.ChangeMarkdown;
import io.bpfbench.reports.render.ChangeTable;
import io.bpfbench.reports.render.ReportException;
import io.bpfbench.reports.render.TerminalTable;
import io.bpfbench.reports.result.JournalText;
import io.bpfbench.reports.stats.Bound;
import io.bpfbench.reports.stats.ChangeRules;
import io.bpfbench.reports.stats.Comparison;
import io.bpfbench.reports.stats.Gate;
import io.bpfbench.reports.stats.Metric;
import io.bpfbench.reports.stats.RunChange;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `bench compare`: a run before a change and one after it.
@Command(
        name = "compare",
        sortOptions = false,
        description =
                "Says whether a second run costs more than a first: regression, improved, equivalent or inconclusive.",
        footer = {
            "",
            "Without a gate, any cost in CPU, p99 latency or cost per event that is proven is a regression. A gate fires",
            "only when the whole 95 %% interval is past its limit and past the noise floor.",
            "Exit codes: 0 equivalent or improved, 3 regression, 4 inconclusive; 1 when the runs cannot be compared."
        })
final class CompareCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "BASE", description = "A run's directory, its run.jsonl or its report.html.")
    private Path base = Path.of("");

    @Parameters(index = "1", paramLabel = "NEW", description = "The run to set against it.")
    private Path changed = Path.of("");

    @Option(
            names = "--gate",
            paramLabel = "METRIC<=+LIMIT",
            description =
                    "What a change may cost, in the metric's unit or in per cent of the base, such as"
                            + " --gate 'cpu_overhead<=+0.1' --gate 'cost_per_event<=+5%%'. Then only metrics with gates decide.")
    private List<String> gates = new ArrayList<>();

    @Option(
            names = "--equivalence",
            paramLabel = "[METRIC=]MARGIN",
            description = "Differences smaller than this are none worth speaking of, such as 2%% or cpu_overhead=0.1.")
    private List<String> equivalence = new ArrayList<>();

    @Option(names = "--allow-inconclusive", description = "Exit code 0 instead of 4.")
    private boolean allowInconclusive;

    @Option(
            names = "--across",
            paramLabel = "WHAT,...",
            split = ",",
            description = "What is compared, and may differ for that: kernel, cpu.")
    private List<String> across = new ArrayList<>();

    @Option(names = "--format", defaultValue = "text", description = "text, or md for a comment (default: text).")
    private String format = "text";

    @Option(names = "--json", description = "On standard output, the figures as JSON and nothing else.")
    private boolean json;

    @Option(names = "--json-file", paramLabel = "FILE", description = "Write the same JSON to this file as well.")
    private Optional<Path> jsonFile = Optional.empty();

    @Option(
            names = {"-q", "--quiet"},
            description = "Only the verdict, in one sentence, and errors.")
    private boolean quiet;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        if (!List.of("text", "md").contains(format)) {
            throw new UsageException("--format takes text or md, not '" + format + "'");
        }
        if (json && format.equals("md")) {
            throw new UsageException("--json and --format md would both print: write the JSON with --json-file FILE");
        }
        ChangeRules rules = rules();
        RunChange change = RunChange.of(run(base), run(changed), rules);
        jsonFile.ifPresent(file -> write(file, ChangeJson.render(change)));
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            OutputOptions.printJson(out, ChangeJson.render(change));
        } else if (format.equals("md")) {
            out.print(TerminalTable.fit(ChangeMarkdown.render(change), Terminal.charset()));
        } else {
            OutputOptions.print(
                    out,
                    quiet ? ChangeTable.verdict(change, Terminal.ink()) : ChangeTable.render(change, Terminal.ink()));
        }
        out.flush();
        return switch (change.outcome()) {
            case REGRESSION -> ExitCode.REGRESSION;
            case IMPROVED, EQUIVALENT -> ExitCode.DONE;
            case INCONCLUSIVE -> allowInconclusive ? ExitCode.DONE : ExitCode.INCONCLUSIVE;
        };
    }

    private static Comparison run(Path place) {
        return Comparison.of(JournalText.read(place).record());
    }

    private ChangeRules rules() {
        try {
            List<Gate> parsed = gates.stream().map(Gate::parse).toList();
            for (Metric metric : Metric.values()) {
                if (parsed.stream().filter(gate -> gate.metric() == metric).count() > 1) {
                    throw new UsageException("--gate sets " + metric.key() + " two limits: leave one out");
                }
            }
            return new ChangeRules(
                    parsed,
                    margins(),
                    otherwise(),
                    across.stream().map(CompareCommand::across).toList());
        } catch (IllegalArgumentException mistake) {
            throw new UsageException(String.valueOf(mistake.getMessage()));
        }
    }

    /// A margin without a metric is every metric's that has none of its own.
    private Optional<Bound> otherwise() {
        return equivalence.stream()
                .filter(text -> !text.contains("="))
                .map(text -> margin(text, text))
                .reduce((earlier, later) -> later);
    }

    private Map<Metric, Bound> margins() {
        Map<Metric, Bound> margins = new EnumMap<>(Metric.class);
        for (String text :
                equivalence.stream().filter(text -> text.contains("=")).toList()) {
            int sign = text.indexOf('=');
            margins.put(Gate.metric(text.substring(0, sign).strip()), margin(text.substring(sign + 1), text));
        }
        return margins;
    }

    private static Bound margin(String text, String whole) {
        return Bound.parse(text)
                .filter(bound -> bound.size() > 0)
                .orElseThrow(() -> new UsageException(
                        "--equivalence takes a margin above 0 such as 2% or cpu_overhead=0.1, not '" + whole + "'"));
    }

    private static ChangeRules.Across across(String word) {
        return ChangeRules.Across.named(word)
                .orElseThrow(() ->
                        new UsageException("--across takes " + ChangeRules.Across.words() + ", not '" + word + "'"));
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException refused) {
            throw ReportException.cannotWrite(file, refused, "name another file with --json-file");
        }
    }
}
