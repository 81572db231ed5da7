// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.result.Arm;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.CpuFigures;
import io.bpfbench.reports.result.Design;
import io.bpfbench.reports.result.Environment;
import io.bpfbench.reports.result.HttpFigures;
import io.bpfbench.reports.result.HttpTraffic;
import io.bpfbench.reports.result.PingPong;
import io.bpfbench.reports.result.Place;
import io.bpfbench.reports.result.ProbedObject;
import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.reports.result.RunRecord;
import io.bpfbench.reports.result.Trigger;
import io.bpfbench.reports.stats.CellProof;
import io.bpfbench.reports.stats.Comparison;
import io.bpfbench.reports.stats.Estimate;
import io.bpfbench.reports.stats.Metric;
import io.bpfbench.reports.stats.Row;
import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What stands on every report, whatever its form: where, by which clock, on which kernel, how attached, with which
/// seed, by which command.
final class RunFacts {
    /// More sentences than these nobody reads in a row.
    private static final int MOST_SENTENCES = 50;

    private RunFacts() {}

    /// One fact.
    record Fact(String name, String value) {}

    static List<Fact> of(Comparison comparison) {
        return of(
                comparison.record().started(),
                Optional.of(kernel(comparison)),
                Optional.of(attach(comparison)),
                harness(comparison.record()));
    }

    /// What is known before the first trial. The kernel of the lab is not: no guest has booted.
    static List<Fact> of(RunEvent.RunStarted started) {
        Optional<String> kernel = switch (started.place()) {
            case HOST -> Optional.of(kernel(started.environment()));
            case LAB -> Optional.empty();
        };
        return of(started, kernel, Optional.empty(), Optional.empty());
    }

    private static List<Fact> of(
            RunEvent.RunStarted started, Optional<String> kernel, Optional<String> attach, Optional<String> harness) {
        Design design = started.design();
        List<Fact> facts = new ArrayList<>(List.of(
                new Fact("Where", where(started)),
                new Fact("Why there", started.placeReason()),
                new Fact("Clock", clock(started.clock()))));
        design.object().ifPresent(object -> facts.add(new Fact("Probe", probe(object))));
        kernel.ifPresent(value -> facts.add(new Fact("Kernel", value)));
        attach.ifPresent(value -> facts.add(new Fact("Attached by", value)));
        facts.add(new Fact("Seed", Long.toString(started.seed())));
        facts.add(new Fact("Blocks", design.blocks() + " (preset " + design.preset() + ")" + declared(design)));
        facts.add(new Fact("Load", load(started)));
        harness.ifPresent(value -> facts.add(new Fact("Harness", value)));
        facts.add(new Fact("Command", started.command()));
        facts.add(new Fact("bpfbench", started.version()));
        return List.copyOf(facts);
    }

    private static String probe(ProbedObject object) {
        return object.described() + ": "
                + object.programs().stream().map(ProbedObject.Part::name).collect(Collectors.joining(", "));
    }

    /// How events are known of programs that do not count them; nothing where they do, or where no rate is told.
    static List<String> events(Comparison comparison) {
        return comparison.record().started().design().object().isPresent()
                        && comparison.metrics().contains(Metric.EVENTS_PER_SECOND)
                ? List.of(
                        "Events are the runs that the kernel counted in the attribution windows: the object's programs"
                                + " count nothing.")
                : List.of();
    }

    /// The object's name where one was measured, to go on a sentence; else nothing.
    static String of(RunEvent.RunStarted started, String before) {
        return started.design().object().map(object -> before + object.name()).orElse("");
    }

    /// What the harness itself took; empty until the run has reached its end. Its CPU share is metered under HTTP
    /// traffic.
    private static Optional<String> harness(RunRecord record) {
        List<CpuFigures> cpus = record.trials().stream()
                .flatMap(trial -> trial.http().stream())
                .map(HttpFigures::cpu)
                .toList();
        double own = cpus.stream().mapToLong(CpuFigures::harnessNanos).sum();
        double windows = cpus.stream().mapToLong(CpuFigures::windowNanos).sum();
        String whose = switch (record.started().place()) {
            case HOST -> " % of one CPU";
            case LAB -> " % of a guest's CPU";
        };
        String cpu =
                windows == 0 ? "" : ", " + Numbers.fixed(100 * own / windows, 2) + whose + " outside load and target";
        return record.peakMemoryBytes().stream()
                .mapToObj(bytes -> Numbers.fixed(bytes / 1024.0 / 1024.0, 0) + " MiB at most" + cpu)
                .findFirst();
    }

    /// What the user declared before the run; nothing when that was nothing.
    private static String declared(Design design) {
        int replacements = design.declared().replacements();
        return (replacements == 0 ? "" : ", at most " + replacements + " replacements of void blocks")
                + design.declared().margins().entrySet().stream()
                        .map(margin -> ", margin of " + margin.getKey() + " " + margin.getValue())
                        .collect(Collectors.joining());
    }

    static String where(RunEvent.RunStarted started) {
        return switch (started.place()) {
            case HOST -> "host (this machine's own kernel)";
            case LAB -> "lab (a QEMU guest)";
        };
    }

    static String placeKey(Place place) {
        return switch (place) {
            case HOST -> "host";
            case LAB -> "lab";
        };
    }

    static String clockKey(Clock clock) {
        return switch (clock) {
            case WALL -> "wall";
            case INSTRUCTIONS -> "instructions";
        };
    }

    static String clock(Clock clock) {
        return switch (clock) {
            case WALL -> "wall clock";
            case INSTRUCTIONS -> "instruction clock: figures count instructions of the guest's CPU, not nanoseconds";
        };
    }

    static String attach(Comparison comparison) {
        List<String> kinds = comparison.attachKinds();
        boolean varied = comparison.record().started().design().cells().stream()
                .anyMatch(cell -> cell.value("attach").isPresent());
        return kinds.isEmpty()
                ? "nothing was attached"
                : String.join(", ", kinds) + (varied ? ", as each configuration says" : "");
    }

    /// The kernel that the trials ran on; in the lab there is none before a guest has booted.
    static String kernel(Comparison comparison) {
        if (comparison.record().started().place() == Place.LAB
                && comparison.record().guests().isEmpty()) {
            return "none: no guest has said hello";
        }
        return kernel(comparison.environment());
    }

    private static String kernel(Environment environment) {
        return environment.kernel() + " " + environment.architecture() + ", " + cpus(environment);
    }

    private static String cpus(Environment environment) {
        return environment.cpus() + (environment.cpus() == 1 ? " CPU" : " CPUs");
    }

    private static String load(RunEvent.RunStarted started) {
        return switch (started.design().traffic()) {
            case HttpTraffic http -> http(http, started.clock());
            case PingPong pingPong ->
                "pingpong: " + Numbers.count(pingPong.messages())
                        + " messages a window over one loopback connection, passed by one thread";
            case Trigger trigger ->
                "trigger: " + trigger.text() + ", " + Numbers.count(trigger.runs()) + " runs a window";
        };
    }

    private static String http(HttpTraffic http, Clock clock) {
        String per = switch (clock) {
            case WALL -> " requests/s, ";
            case INSTRUCTIONS -> " requests per 10⁹ instructions, ";
        };
        return Numbers.fixed(http.ratePerSecond(), 0) + per + http.connections() + " connections, sent every "
                + Numbers.fixed(http.wakeUpNanos() / 1e3, 0)
                + (clock == Clock.WALL ? " µs" : "k instructions") + ", at most " + http.pipeline()
                + " a write"
                + (http.url().isEmpty() ? "" : ", to " + http.url());
    }

    /// One sentence for each cell whose settings are not proven, and for each figure that is missing.
    static List<String> unverified(Comparison comparison) {
        return unverified(comparison, List.of(CellProof.Outcome.UNVERIFIED, CellProof.Outcome.UNAVAILABLE));
    }

    /// The same without the cells that cannot be had, where the run's findings stand beside it: they say why.
    static List<String> unverifiedBesideFindings(Comparison comparison) {
        return unverified(comparison, List.of(CellProof.Outcome.UNVERIFIED));
    }

    private static List<String> unverified(Comparison comparison, List<CellProof.Outcome> outcomes) {
        List<String> sentences = new ArrayList<>();
        comparison.proofs().stream()
                .filter(proof -> outcomes.contains(proof.outcome()))
                .forEach(proof -> sentences.add(
                        proof.cell().label() + consequence(proof.outcome()) + String.join("; ", proof.failures())));
        for (Row row : comparison.rows()) {
            if (row.estimate().isEmpty() && row.attested()) {
                sentences.add(row.cell().label() + " has no " + row.metric().key() + ": " + row.reason());
            }
        }
        return sentences;
    }

    private static String consequence(CellProof.Outcome outcome) {
        return switch (outcome) {
            case ATTESTED -> " is attested";
            case UNVERIFIED -> " is unverified, so nothing is claimed from it: ";
            case UNAVAILABLE -> " is unavailable here: ";
        };
    }

    /// How the intervals came about, for the foot of a table.
    static String intervals(Comparison comparison) {
        List<String> methods = comparison.rows().stream()
                .flatMap(row -> row.estimate().stream())
                .map(Estimate::method)
                .distinct()
                .sorted()
                .map(method -> switch (method) {
                    case BCA, PERCENTILE, STUDENT, WELCH -> method.label();
                    case CONSTANT -> "constant where every block gave the same figure";
                    case NONE -> "none from a single block";
                })
                .toList();
        return "95 % confidence interval over blocks"
                + (methods.isEmpty() ? "." : " (" + String.join("; ", methods) + ").");
    }

    /// The number of blocks behind a cell's figures; a range where metrics differ.
    static String blocks(Comparison comparison, Cell cell, List<Metric> metrics) {
        IntSummaryStatistics counts = metrics.stream()
                .mapToInt(metric -> comparison.row(cell, metric).blocks())
                .summaryStatistics();
        String most = Integer.toString(counts.getMax());
        return counts.getMin() == counts.getMax() ? most : counts.getMin() + "–" + most;
    }

    /// The columns of the guide's own table, and the one that it lacks.
    static List<Metric> columns(Comparison comparison) {
        return switch (comparison.record().started().design().traffic()) {
            case HttpTraffic ignored ->
                List.of(Metric.CPU_OVERHEAD, Metric.LATENCY_ADDED_P99, Metric.EVENTS_PER_SECOND, Metric.COST_PER_EVENT);
            case PingPong ignored -> comparison.metrics();
            case Trigger ignored -> comparison.metrics();
        };
    }

    /// An arm's name, with what speaks against it on a second line where it is a cell that is not attested.
    static String marked(Comparison comparison, Arm arm) {
        return comparison.proofs().stream()
                .filter(proof -> proof.cell().equals(arm) && !proof.attested())
                .map(proof -> arm.label() + "\n" + proof.outcome().word())
                .findFirst()
                .orElse(arm.label());
    }

    /// The first of many sentences, and how many more another file has.
    static List<String> first(List<String> sentences, String file) {
        if (sentences.size() <= MOST_SENTENCES) {
            return sentences;
        }
        List<String> first = new ArrayList<>(sentences.subList(0, MOST_SENTENCES));
        first.add("… and " + Numbers.count(sentences.size() - MOST_SENTENCES) + " more in " + file);
        return List.copyOf(first);
    }
}
