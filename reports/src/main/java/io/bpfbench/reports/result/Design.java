// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// What was decided before the first trial and does not change while the run lasts.
///
/// @param cells the cells, in table order
/// @param blocks number of blocks; each holds every cell once and the baseline twice
/// @param preset name of the preset that the traffic's figures come from
/// @param traffic what goes through the hooks
/// @param attach attach kind asked for: `auto`, `fentry`, `kprobe` or `raw_tp`
/// @param declared what the user declared
/// @param object the user's object that is measured in place of the latency probe; its sections say how it is attached
public record Design(
        List<Cell> cells,
        int blocks,
        String preset,
        Traffic traffic,
        String attach,
        Declarations declared,
        Optional<ProbedObject> object) {
    public Design {
        cells = List.copyOf(cells);
    }

    /// Of the latency probe.
    public Design(List<Cell> cells, int blocks, String preset, Traffic traffic, String attach, Declarations declared) {
        this(cells, blocks, preset, traffic, attach, declared, Optional.empty());
    }

    /// With nothing declared.
    public Design(List<Cell> cells, int blocks, String preset, Traffic traffic, String attach) {
        this(cells, blocks, preset, traffic, attach, Declarations.NONE);
    }

    /// The same of the user's object.
    public Design withObject(Optional<ProbedObject> other) {
        return new Design(cells, blocks, preset, traffic, attach, declared, other);
    }

    /// The same by one attach kind.
    public Design withAttach(String kind) {
        return new Design(cells, blocks, preset, traffic, kind, declared, object);
    }

    /// The same with another number of blocks.
    public Design withBlocks(int number) {
        return new Design(cells, number, preset, traffic, attach, declared, object);
    }

    /// The same with other traffic.
    public Design withTraffic(Traffic other) {
        return new Design(cells, blocks, preset, other, attach, declared, object);
    }

    /// The same with other declarations.
    public Design withDeclared(Declarations other) {
        return new Design(cells, blocks, preset, traffic, attach, other, object);
    }

    /// Messages of each window, in the exact lane.
    public OptionalInt messages() {
        return switch (traffic) {
            case HttpTraffic ignored -> OptionalInt.empty();
            case PingPong pingPong -> OptionalInt.of(pingPong.messages());
            case Trigger ignored -> OptionalInt.empty();
        };
    }

    /// The traffic, when it is HTTP.
    public Optional<HttpTraffic> http() {
        return switch (traffic) {
            case HttpTraffic http -> Optional.of(http);
            case PingPong ignored -> Optional.empty();
            case Trigger ignored -> Optional.empty();
        };
    }
}
