// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One trial: settings applied, probe loaded afresh, warm-up, windows. The unit of replication.
///
/// @param block number of the block, from 1
/// @param position place within the block, from 1, in the order in which the trials ran
/// @param arm what the trial was given
/// @param startedAt when it began, by the clock of the machine that ran it
/// @param traffic what went through the hooks, and what was seen of it
/// @param probe the probe, absent in a baseline
/// @param attestation proof of the settings
/// @param marks one sentence for each reason not to take this trial at its word (rate not held, errors, not settled);
///     empty when there is none
public record Trial(
        int block,
        int position,
        Arm arm,
        Instant startedAt,
        TrafficFigures traffic,
        Optional<ProbeFigures> probe,
        Attestation attestation,
        List<String> marks) {
    public Trial {
        marks = List.copyOf(marks);
        if (block < 1 || position < 1) {
            throw new IllegalArgumentException("blocks and positions count from 1, not " + block + "/" + position);
        }
        boolean probed = arm instanceof Cell;
        if (probed != probe.isPresent()) {
            throw new IllegalArgumentException(arm.label() + (probed ? " needs" : " has no") + " probe figures");
        }
    }

    /// The same trial as one of another block.
    public Trial inBlock(int number) {
        return new Trial(number, position, arm, startedAt, traffic, probe, attestation, marks);
    }

    /// The figures of HTTP traffic, absent under other traffic.
    public Optional<HttpFigures> http() {
        return switch (traffic) {
            case HttpFigures http -> Optional.of(http);
            case PingPongFigures ignored -> Optional.empty();
            case TriggerFigures ignored -> Optional.empty();
        };
    }

    /// The figures of the exact lane, absent under other traffic.
    public Optional<PingPongFigures> pingPong() {
        return switch (traffic) {
            case HttpFigures ignored -> Optional.empty();
            case PingPongFigures pingPong -> Optional.of(pingPong);
            case TriggerFigures ignored -> Optional.empty();
        };
    }

    /// The figures of a trigger's runs, absent under other traffic.
    public Optional<TriggerFigures> trigger() {
        return switch (traffic) {
            case HttpFigures ignored -> Optional.empty();
            case PingPongFigures ignored -> Optional.empty();
            case TriggerFigures trigger -> Optional.of(trigger);
        };
    }

    /// What a message of the exact lane or a run of a trigger took at a stage; empty where none was seen.
    public Distribution elapsed(Stage stage) {
        return switch (traffic) {
            case HttpFigures ignored -> Distribution.EMPTY;
            case PingPongFigures pingPong ->
                pingPong.window(stage).map(MessageWindow::elapsedNanos).orElse(Distribution.EMPTY);
            case TriggerFigures trigger ->
                trigger.window(stage).map(TriggerWindow::elapsedNanos).orElse(Distribution.EMPTY);
        };
    }
}
