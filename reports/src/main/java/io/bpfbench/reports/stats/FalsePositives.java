// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import io.bpfbench.reports.result.Design;
import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.reports.result.RunRecord;
import io.bpfbench.reports.result.Trial;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.distribution.BetaDistribution;

/// How often a run of cells that are all the same claims a difference between them. The blocks of one long run are cut
/// into comparisons of as many blocks each, and every comparison is judged as if it were a run of its own: the same
/// tests, the same adjustment for their number, the same noise floor. In the exact lane, of which such runs are, that
/// is one primary metric, cost per event, and a contrast of each cell but the first.
///
/// @param comparisons how many were judged
/// @param significant comparisons in which a primary metric's adjusted p of any cell against the first is 5 % or less
/// @param claims one sentence for each difference that a report would have claimed in a primary metric
/// @param claiming comparisons with at least one such claim
/// @param rate 95 % interval of the rate at which comparisons claim something
public record FalsePositives(int comparisons, int significant, List<String> claims, int claiming, Interval rate) {
    private static final double LEVEL = 0.05;

    public FalsePositives {
        claims = List.copyOf(claims);
    }

    /// @param blocksEach blocks of one comparison; blocks that do not fill one are left out
    /// @throws ComparisonException when not one comparison is complete, or the record contradicts itself
    public static FalsePositives of(RunRecord record, int blocksEach) {
        int comparisons = record.started().design().blocks() / blocksEach;
        int judged = 0;
        int significant = 0;
        int claiming = 0;
        List<String> claims = new ArrayList<>();
        for (int number = 1; number <= comparisons; number++) {
            Comparison comparison = Comparison.of(part(record, number, blocksEach));
            List<Row> rows = comparison.contrasts().stream()
                    .map(Contrast::row)
                    .filter(row -> row.metric().primary() && row.inference().isPresent())
                    .toList();
            if (rows.isEmpty()) {
                continue;
            }
            judged++;
            significant += rows.stream().anyMatch(FalsePositives::significant) ? 1 : 0;
            int before = claims.size();
            for (Row row : rows) {
                if (row.verdict() == Verdict.HIGHER || row.verdict() == Verdict.LOWER) {
                    claims.add("comparison " + number + ": " + row.metric().key() + " of "
                            + row.cell().label() + " " + row.verdict().word());
                }
            }
            claiming += claims.size() > before ? 1 : 0;
        }
        if (judged == 0) {
            throw new ComparisonException("no comparison of " + blocksEach
                    + " blocks has two trials to compare: see why they failed in the journal");
        }
        return new FalsePositives(judged, significant, claims, claiming, clopperPearson(claiming, judged, 0.95));
    }

    private static boolean significant(Row row) {
        return row.inference()
                .filter(inference -> inference.adjusted() <= LEVEL)
                .isPresent();
    }

    /// Whether more comparisons claim something than 5 % may.
    public boolean tooMany() {
        return rate.low() > LEVEL;
    }

    /// One comparison's blocks, counted from 1, as a run of its own.
    private static RunRecord part(RunRecord record, int number, int blocksEach) {
        int before = (number - 1) * blocksEach;
        Design whole = record.started().design();
        RunEvent.RunStarted started = record.started().withDesign(whole.withBlocks(blocksEach));
        List<Trial> trials = record.trials().stream()
                .filter(trial -> trial.block() > before && trial.block() <= before + blocksEach)
                .map(trial -> trial.inBlock(trial.block() - before))
                .toList();
        List<RunEvent.TrialFailed> failures = record.failures().stream()
                .filter(failure -> failure.block() > before && failure.block() <= before + blocksEach)
                .map(failure -> new RunEvent.TrialFailed(
                        failure.block() - before, failure.position(), failure.arm(), failure.reason()))
                .toList();
        return new RunRecord(
                started, record.guests(), record.findings(), List.of(), trials, failures, List.of(), record.complete());
    }

    /// The exact interval of a rate (C. Clopper and E. Pearson, *Biometrika* 26, 1934), by quantiles of the beta
    /// distribution.
    static Interval clopperPearson(int successes, int trials, double level) {
        double tail = (1 - level) / 2;
        double low = successes == 0
                ? 0
                : new BetaDistribution(null, successes, trials - successes + 1.0).inverseCumulativeProbability(tail);
        double high = successes == trials
                ? 1
                : new BetaDistribution(null, successes + 1.0, trials - successes)
                        .inverseCumulativeProbability(1 - tail);
        return new Interval(low, high);
    }
}
