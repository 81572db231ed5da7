// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

import java.util.List;

/// What was decided before the first program of a micro run was timed.
///
/// @param cells the cells, in table order
/// @param rounds how often every program is loaded and timed in every cell
/// @param forked whether each time in a JVM of its own; else one JVM does it all
/// @param preset name of the preset that the figures come from
/// @param programs their names, in table order; [#FLOOR] is one of them
/// @param mode JMH's short name of how it times: `avgt` or `ss`
/// @param lengths lengths of the chains of additions that are loaded only
public record MicroDesign(
        List<Cell> cells,
        int rounds,
        boolean forked,
        String preset,
        List<String> programs,
        String mode,
        List<Integer> lengths) {
    /// The program that does nothing, whose time is taken away from all others.
    public static final String FLOOR = "empty";

    public MicroDesign {
        cells = List.copyOf(cells);
        programs = List.copyOf(programs);
        lengths = List.copyOf(lengths);
    }
}
