// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.matrix;

import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Level;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The cells that the named dimensions span, in table order: the first dimension varies slowest.
///
/// A level that does nothing beside another is not multiplied out: without the JIT there is no native code to harden
/// or to name, so `jit=0` is one cell; and hardening hides all names (`bpf_jit_kallsyms_enabled`,
/// include/linux/filter.h), so `kallsyms` varies beside `harden=0` only.
public record Matrix(List<Cell> cells) {
    public Matrix {
        cells = List.copyOf(cells);
    }

    /// @param names dimensions as typed, `jit,harden`
    /// @param restrictions each `DIMENSION=LEVEL,LEVEL`, as JMH's `-p`
    /// @throws MatrixException when a word is unknown, repeated or empty
    public static Matrix parse(String names, List<String> restrictions) {
        List<Dimension> dimensions = new ArrayList<>();
        for (String word : words(names, "--matrix")) {
            Dimension dimension = Dimension.of(word);
            if (dimensions.contains(dimension)) {
                throw new MatrixException("--matrix names '" + word + "' twice; name each dimension once");
            }
            dimensions.add(dimension);
        }
        return new Matrix(span(dimensions, levels(dimensions, restrictions)));
    }

    private static Map<Dimension, List<String>> levels(List<Dimension> dimensions, List<String> restrictions) {
        Map<Dimension, List<String>> levels = new EnumMap<>(Dimension.class);
        dimensions.forEach(dimension -> levels.put(dimension, dimension.usualLevels()));
        Set<Dimension> restricted = new LinkedHashSet<>();
        for (String restriction : restrictions) {
            int equals = restriction.indexOf('=');
            if (equals < 1) {
                throw new MatrixException("-p takes DIMENSION=LEVEL[,LEVEL...], not '" + restriction + "'");
            }
            Dimension dimension = Dimension.of(restriction.substring(0, equals));
            if (!levels.containsKey(dimension)) {
                throw new MatrixException(
                        "-p " + restriction + " restricts a dimension that --matrix does not name; add it there");
            }
            if (!restricted.add(dimension)) {
                throw new MatrixException("-p restricts '" + dimension.word() + "' twice; give all its levels at once");
            }
            levels.put(dimension, known(dimension, words(restriction.substring(equals + 1), "-p " + dimension.word())));
        }
        return levels;
    }

    private static List<String> known(Dimension dimension, List<String> levels) {
        for (String level : levels) {
            if (!dimension.knownLevels().contains(level)) {
                throw new MatrixException("'" + dimension.word() + "' has no level '" + level + "'; its levels are "
                        + listed(dimension.knownLevels()));
            }
        }
        if (Set.copyOf(levels).size() != levels.size()) {
            throw new MatrixException(
                    "-p " + dimension.word() + "=" + String.join(",", levels) + " names a level twice");
        }
        return levels;
    }

    private static List<Cell> span(List<Dimension> dimensions, Map<Dimension, List<String>> levels) {
        List<List<Level>> rows = List.of(List.of());
        for (Dimension dimension : dimensions) {
            List<List<Level>> longer = new ArrayList<>();
            for (List<Level> row : rows) {
                for (String value : levels.getOrDefault(dimension, List.of())) {
                    List<Level> next = new ArrayList<>(row);
                    next.add(new Level(dimension.word(), value));
                    longer.add(next);
                }
            }
            rows = longer;
        }
        return rows.stream()
                .map(Matrix::withoutIdleLevels)
                .distinct()
                .map(Cell::new)
                .toList();
    }

    private static List<Level> withoutIdleLevels(List<Level> row) {
        boolean interpreted = row.contains(new Level(Dimension.JIT.word(), "0"));
        boolean hardened = row.stream()
                .anyMatch(
                        level -> Dimension.HARDEN.named(level) && !level.value().equals("0"));
        return row.stream()
                .filter(level -> !(interpreted && Dimension.HARDEN.named(level)))
                .filter(level -> !((interpreted || hardened) && Dimension.KALLSYMS.named(level)))
                .toList();
    }

    private static String listed(List<String> levels) {
        return levels.size() > 9 ? levels.getFirst() + " to " + levels.getLast() : String.join(", ", levels);
    }

    private static List<String> words(String list, String option) {
        List<String> words = List.of(list.split(",", -1));
        if (words.stream().anyMatch(String::isBlank)) {
            throw new MatrixException(option + " takes words with commas between them, not '" + list + "'");
        }
        return words.stream().map(String::strip).toList();
    }
}
