// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Level;
import java.util.List;
import java.util.stream.Stream;

/// The dimension `stack`: how many copies of the probe a cell attaches.
public final class Stack {
    private static final String WORD = "stack";

    private Stack() {}

    /// The number of copies: 1 where the cell does not say.
    static int of(Cell cell) {
        return cell.value(WORD).map(Integer::parseInt).orElse(1);
    }

    /// What cells that differ in nothing but their copies have in common. Where that is all they have, it is what
    /// a cell without `jit` and `harden` stands for.
    public static Cell group(Cell cell) {
        List<Level> rest = cell.levels().stream()
                .filter(level -> !level.dimension().equals(WORD))
                .toList();
        return new Cell(rest.isEmpty() ? List.of(new Level("jit", "1"), new Level("harden", "0")) : rest);
    }

    /// Whether any cell names the dimension.
    static boolean varies(Stream<Cell> cells) {
        return cells.anyMatch(cell -> cell.value(WORD).isPresent());
    }
}
