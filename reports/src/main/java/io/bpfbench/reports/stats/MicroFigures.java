// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.MicroDesign;
import io.bpfbench.reports.result.MicroLoad;
import io.bpfbench.reports.result.MicroRecord;
import io.bpfbench.reports.result.MicroScore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// What a micro run comes to.
///
/// JMH's score is what a system call of *N* runs takes. Of one round and cell it is read as `call + N × (way + body)`:
/// the empty program
/// with N = 1 and with N of its own gives `call` and `way`, and what is left of any other program is its `body`. Each
/// score is the median of
/// its iterations, so that those into which an interrupt fell do not count.
///
/// @param rows every program in every cell that can be had, in table order
/// @param ratios of the cells that the guide speaks of, program by program
/// @param loading chains of additions that were only loaded
/// @param claims the guide's claims, in their order
public record MicroFigures(
        MicroRecord record,
        List<MicroRow> rows,
        List<MicroRatio> ratios,
        List<MicroLoading> loading,
        List<MicroFinding> claims) {
    /// Over compiled and not hardened. Hardening 1 does nothing to what root loads, so its ratios show what chance
    /// makes.
    public static final List<Claim.Setup> COMPARED =
            List.of(Claim.Setup.HARDEN_1, Claim.Setup.HARDEN_2, Claim.Setup.INTERPRETER);

    public MicroFigures {
        rows = List.copyOf(rows);
        ratios = List.copyOf(ratios);
        loading = List.copyOf(loading);
        claims = List.copyOf(claims);
    }

    public static MicroFigures of(MicroRecord record) {
        List<MicroRow> rows = new ArrayList<>();
        MicroDesign design = record.started().design();
        for (String program : design.programs()) {
            for (Cell cell : design.cells()) {
                if (record.scores().stream().anyMatch(score -> score.cell().equals(cell))) {
                    rows.add(row(record, cell, program));
                }
            }
        }
        List<MicroRatio> ratios = new ArrayList<>();
        for (String program : design.programs()) {
            for (Claim.Setup of : COMPARED) {
                ratio(record, rows, program, of, Claim.Setup.JIT).ifPresent(ratios::add);
            }
        }
        return new MicroFigures(record, rows, ratios, loading(record), MicroLedger.judge(rows, ratios));
    }

    /// The cells that have figures, in table order.
    public List<Cell> cells() {
        return rows.stream().map(MicroRow::cell).distinct().toList();
    }

    public Optional<MicroRow> row(Cell cell, String program) {
        return rows.stream()
                .filter(row -> row.cell().equals(cell) && row.program().equals(program))
                .findFirst();
    }

    public Optional<MicroRatio> ratio(String program, Claim.Setup of) {
        return ratios.stream()
                .filter(ratio -> ratio.program().equals(program) && ratio.of() == of)
                .findFirst();
    }

    /// What speaks against a score of this run, a sentence each.
    public List<String> failures(MicroScore score) {
        return MicroProof.failures(record, score);
    }

    private static MicroRow row(MicroRecord record, Cell cell, String program) {
        SortedMap<Integer, Double> values = new TreeMap<>();
        Set<String> failures = new TreeSet<>();
        Optional<MicroScore> first = Optional.empty();
        for (int round = 1; round <= record.started().design().rounds(); round++) {
            Optional<MicroScore> score = score(record, round, cell, program, false);
            if (score.isEmpty()) {
                continue;
            }
            List<String> against = MicroProof.failures(record, score.get());
            failures.addAll(against);
            OptionalDouble value = body(record, round, score.get());
            if (against.isEmpty() && value.isPresent()) {
                values.put(round, value.getAsDouble());
                first = first.isPresent() ? first : score;
            }
        }
        Optional<Estimate> run = values.isEmpty()
                ? Optional.empty()
                : Optional.of(Estimate.of(
                        List.copyOf(values.values()), record.started().seed()));
        return new MicroRow(cell, program, first.map(MicroScore::loaded), run, values, List.copyOf(failures));
    }

    /// What a run takes beyond the floor; of the floor itself, what reaching it takes.
    private static OptionalDouble body(MicroRecord record, int round, MicroScore score) {
        Optional<MicroScore> once = score(record, round, score.cell(), MicroDesign.FLOOR, true);
        Optional<MicroScore> often = score(record, round, score.cell(), MicroDesign.FLOOR, false);
        if (once.isEmpty() || often.isEmpty()) {
            return OptionalDouble.empty();
        }
        double way = (median(often.get()) - median(once.get())) / (often.get().repeat() - 1);
        if (score.loaded().name().equals(MicroDesign.FLOOR)) {
            return OptionalDouble.of(way);
        }
        double call = median(once.get()) - way;
        return OptionalDouble.of((median(score) - call) / score.repeat() - way);
    }

    /// @param once whether the score of a single run a call is meant
    private static Optional<MicroScore> score(MicroRecord record, int round, Cell cell, String program, boolean once) {
        return record.scores().stream()
                .filter(score -> score.round() == round
                        && score.cell().equals(cell)
                        && score.loaded().name().equals(program)
                        && (!program.equals(MicroDesign.FLOOR) || (score.repeat() == 1) == once))
                .findFirst();
    }

    static double median(MicroScore score) {
        double[] sorted = score.scores().stream()
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        return Intervals.quantile(sorted, 0.5);
    }

    private static Optional<MicroRatio> ratio(
            MicroRecord record, List<MicroRow> rows, String program, Claim.Setup of, Claim.Setup to) {
        Optional<MicroRow> dividend = find(rows, program, of);
        Optional<MicroRow> divisor = find(rows, program, to);
        if (dividend.isEmpty() || divisor.isEmpty()) {
            return Optional.empty();
        }
        Set<Integer> both = new TreeSet<>(dividend.get().byRound().keySet());
        both.retainAll(divisor.get().byRound().keySet());
        double[] logs = both.stream()
                .mapToDouble(round -> Math.log(dividend.get().byRound().getOrDefault(round, 0.0)
                        / divisor.get().byRound().getOrDefault(round, 0.0)))
                .toArray();
        // A round whose body drowned in noise has no ratio, and to leave it out would choose by the outcome.
        if (logs.length == 0 || Arrays.stream(logs).anyMatch(log -> !Double.isFinite(log))) {
            return Optional.empty();
        }
        Optional<Interval> interval = logs.length < 2
                ? Optional.empty()
                : Optional.of(Intervals.of(logs, 0.95, record.started().seed()).interval())
                        .map(log -> new Interval(Math.exp(log.low()), Math.exp(log.high())));
        return Optional.of(new MicroRatio(program, of, to, Math.exp(Moments.mean(logs)), interval, logs.length));
    }

    static Optional<MicroRow> find(List<MicroRow> rows, String program, Claim.Setup setup) {
        return rows.stream()
                .filter(row -> row.program().equals(program) && setup.is(row.cell()))
                .findFirst();
    }

    private static List<MicroLoading> loading(MicroRecord record) {
        List<MicroLoading> all = new ArrayList<>();
        long seed = record.started().seed();
        for (Cell cell : record.started().design().cells()) {
            for (int length : record.started().design().lengths()) {
                List<MicroLoad> loads = record.loads().stream()
                        .filter(load -> load.cell().equals(cell) && load.length() == length)
                        .toList();
                if (loads.isEmpty()) {
                    continue;
                }
                List<Double> verifier = loads.stream()
                        .flatMapToLong(load -> load.loaded().verifierNanos().stream())
                        .mapToObj(nanos -> (double) nanos)
                        .toList();
                all.add(new MicroLoading(
                        cell,
                        length,
                        Estimate.of(
                                loads.stream()
                                        .map(load -> (double) load.loaded().loadNanos())
                                        .toList(),
                                seed),
                        verifier.size() < loads.size() ? Optional.empty() : Optional.of(Estimate.of(verifier, seed)),
                        loads.getFirst().loaded().jitedBytes()));
            }
        }
        return all;
    }
}
