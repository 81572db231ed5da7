// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/// Two listings of the same program side by side: what is the same in both stands on one row, and an instruction with a
/// constant beside the sequence that its blinding made of it.
///
/// Blinding (`bpf_jit_blind_insn`, kernel/bpf/core.c) loads the constant, exclusive-ored with a random number, into the
/// scratch register `r11` (on x86-64 `%r10`), exclusive-ors that with the random number, and does with the register
/// what the instruction did with the constant. Two such sequences load 64 bits. So a sequence ends with the first
/// instruction that does not write the scratch register.
public final class CodeAlignment {
    /// Beyond this many pairs of lines, which a program of some thousand instructions has, rows are not sought.
    private static final long MOST_PAIRS = 20_000_000;

    /// Where a jump goes, what a map is called, and the random numbers of blinding differ between two loads of the same
    /// program.
    private static final Pattern PLACES = Pattern.compile(
            "(?<=gotol? )\\d+|(?<=subprog\\[)\\d+|(?<=^call )\\d+|(?<=map\\[id:)\\d+|(?<=^j[a-z]{1,3} {1,9})0x[0-9a-f]+|\\(address\\)|0xffff[0-9a-f]{12}"
                    + "|(?<=^[rw]11 = )\\S+|(?<=^[rw]11 \\^= )\\S+|(?<=^mov \\$)0x[0-9a-f]+,%r10d?$|(?<=^xor \\$)0x[0-9a-f]+(?=,%r10d?$)");

    private static final Pattern WRITES_SCRATCH = Pattern.compile("[rw]11 .*|.*,%r10d?");
    private static final Pattern LOADS_64_BITS =
            Pattern.compile("r\\d+ = (map\\[.*|0x[0-9a-f]+ ll|-?\\d+ ll)|movabs .*");

    private CodeAlignment() {}

    /// One row; either side may have several lines, or none.
    ///
    /// @param same whether both sides hold the same instruction
    public record Row(List<String> left, List<String> right, boolean same) {
        public Row {
            left = List.copyOf(left);
            right = List.copyOf(right);
        }
    }

    /// The text of a line, without its place.
    public static String text(String line) {
        return line.substring(line.indexOf(": ") + 2);
    }

    /// Whether two listings hold the same instructions.
    public static boolean same(List<String> left, List<String> right) {
        return keys(left).equals(keys(right));
    }

    /// The rows from first to last.
    public static List<Row> of(List<String> left, List<String> right) {
        List<String> leftKeys = keys(left);
        List<String> rightKeys = keys(right);
        if ((long) left.size() * right.size() > MOST_PAIRS) {
            return List.of(new Row(left, right, leftKeys.equals(rightKeys)));
        }
        int[][] common = common(leftKeys, rightKeys);
        List<Row> rows = new ArrayList<>();
        int i = 0;
        int j = 0;
        int leftFrom = 0;
        int rightFrom = 0;
        while (i < left.size() && j < right.size()) {
            if (leftKeys.get(i).equals(rightKeys.get(j)) && common[i][j] == common[i + 1][j + 1] + 1) {
                rows.addAll(differing(left.subList(leftFrom, i), right.subList(rightFrom, j)));
                rows.add(new Row(List.of(left.get(i)), List.of(right.get(j)), true));
                i++;
                j++;
                leftFrom = i;
                rightFrom = j;
            } else if (common[i + 1][j] >= common[i][j + 1]) {
                i++;
            } else {
                j++;
            }
        }
        rows.addAll(differing(left.subList(leftFrom, left.size()), right.subList(rightFrom, right.size())));
        return rows;
    }

    private static List<String> keys(List<String> lines) {
        return lines.stream()
                .map(line -> PLACES.matcher(text(line)).replaceAll("*"))
                .toList();
    }

    /// Length of the longest common subsequence from each pair of places on.
    private static int[][] common(List<String> left, List<String> right) {
        int[][] length = new int[left.size() + 1][right.size() + 1];
        for (int i = left.size() - 1; i >= 0; i--) {
            for (int j = right.size() - 1; j >= 0; j--) {
                length[i][j] = left.get(i).equals(right.get(j))
                        ? length[i + 1][j + 1] + 1
                        : Math.max(length[i + 1][j], length[i][j + 1]);
            }
        }
        return length;
    }

    /// Rows of what lies between two instructions that are the same: one for each instruction of the left side, where
    /// the right side has as many sequences as they take; else a single one.
    private static List<Row> differing(List<String> left, List<String> right) {
        if (left.isEmpty() && right.isEmpty()) {
            return List.of();
        }
        List<List<String>> sequences = sequences(right);
        Function<String, Integer> taken =
                line -> LOADS_64_BITS.matcher(text(line)).matches() ? 2 : 1;
        if (left.stream().mapToInt(taken::apply).sum() != sequences.size()) {
            return List.of(new Row(left, right, false));
        }
        List<Row> rows = new ArrayList<>();
        int at = 0;
        for (String line : left) {
            List<String> beside = new ArrayList<>();
            for (int i = 0; i < taken.apply(line); i++) {
                beside.addAll(sequences.get(at++));
            }
            rows.add(new Row(List.of(line), beside, false));
        }
        return rows;
    }

    private static List<List<String>> sequences(List<String> lines) {
        List<List<String>> sequences = new ArrayList<>();
        List<String> sequence = new ArrayList<>();
        for (String line : lines) {
            sequence.add(line);
            if (!WRITES_SCRATCH.matcher(text(line)).matches()) {
                sequences.add(sequence);
                sequence = new ArrayList<>();
            }
        }
        if (!sequence.isEmpty()) {
            sequences.add(sequence);
        }
        return sequences;
    }
}
