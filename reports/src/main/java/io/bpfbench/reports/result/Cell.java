// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// One level of each dimension, in the order in which the dimensions were named. A dimension that does nothing in a
/// cell is left out of it: with `jit=0` there is no native code to harden, so that cell is `{"jit":0}`.
public record Cell(List<Level> levels) implements Arm {
    public Cell {
        levels = List.copyOf(levels);
        if (levels.isEmpty()) {
            throw new IllegalArgumentException("a cell has at least one level");
        }
        if (levels.stream().map(Level::dimension).distinct().count() != levels.size()) {
            throw new IllegalArgumentException("a cell has one level of each dimension, not " + levels);
        }
    }

    /// The value of one dimension, if this cell has it.
    public Optional<String> value(String dimension) {
        return levels.stream()
                .filter(level -> level.dimension().equals(dimension))
                .map(Level::value)
                .findFirst();
    }

    @Override
    public String label() {
        return levels.stream().map(Level::toString).collect(Collectors.joining(" "));
    }

    /// Levels as a JSON object; whole numbers are written as numbers (`{"jit":1,"harden":0}`).
    @JsonValue
    Map<String, Object> toJson() {
        Map<String, Object> object = new LinkedHashMap<>();
        for (Level level : levels) {
            object.put(
                    level.dimension(),
                    level.value().matches("\\d{1,9}") ? Integer.valueOf(level.value()) : level.value());
        }
        return object;
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Cell fromJson(Map<String, Object> object) {
        List<Level> levels = new ArrayList<>();
        object.forEach((dimension, value) -> levels.add(new Level(dimension, String.valueOf(value))));
        return new Cell(levels);
    }
}
