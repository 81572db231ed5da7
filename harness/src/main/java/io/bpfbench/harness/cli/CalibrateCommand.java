// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import static io.bpfbench.harness.cli.UsageException.require;

import io.bpfbench.harness.run.Preset;
import io.bpfbench.reports.render.CalibrationJson;
import io.bpfbench.reports.render.CalibrationTable;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.Design;
import io.bpfbench.reports.result.JournalText;
import io.bpfbench.reports.result.Level;
import io.bpfbench.reports.result.PingPong;
import io.bpfbench.reports.result.RunRecord;
import io.bpfbench.reports.stats.Calibration;
import io.bpfbench.reports.stats.FalsePositives;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `bench calibrate`: measures what is known, and says whether the instrument gives it back.
@Command(
        name = "calibrate",
        description = {
            "Attaches programs of known length to the probe's hooks and checks that their measured cost grows by what an"
                    + " instruction truly takes; prints the noise floor, and what effect a run could see here.",
            "Exit code 0: it does; 1: it does not; 4: it cannot be told."
        })
final class CalibrateCommand implements Callable<Integer> {
    /// In additions; the interpreter's longest would take so long that the timer's interrupt falls into most messages.
    private static final List<Integer> LENGTHS = List.of(100, 1000, 3000, 10_000);

    private static final List<Integer> INTERPRETED_LENGTHS = List.of(100, 1000, 3000);
    private static final int PAIRED_LENGTH = 1000;

    /// As many cells as a run without options has: three contrasts with the first.
    private static final int EQUAL_CELLS = 4;

    /// On the instruction clock figures repeat, so the second block only shows that they do.
    private static final int BLOCKS_OF_INSTRUCTIONS = 2;

    /// In each window of a trial.
    private static final int MESSAGES = 3000;

    private static final int MESSAGES_OF_INSTRUCTIONS = 300;

    private final Path root;
    private final String commandLine;

    @Option(
            names = "--where",
            defaultValue = "auto",
            description = "host, lab, or auto: the first that can run every cell (default: ${DEFAULT-VALUE}).")
    private String where = "";

    @Option(names = "--seed", description = "Seed of the order of trials (default: drawn, and printed).")
    private Optional<Long> seed = Optional.empty();

    @Option(
            names = "--blocks",
            description =
                    "Number of blocks (default: 6, on the instruction clock 2); with --aa, of each comparison (6).")
    private Optional<Integer> blocks = Optional.empty();

    @Option(
            names = "--attach",
            defaultValue = "auto",
            description = "fentry, kprobe, raw_tp, or auto: the first that works (default: ${DEFAULT-VALUE}).")
    private String attach = "";

    @Option(
            names = "--aa",
            paramLabel = "N",
            description = "Instead: N comparisons of cells that are all the same, and how many claim a difference.")
    private Optional<Integer> comparisons = Optional.empty();

    @Option(names = "--kernel", paramLabel = "FILE", description = "Kernel image for the lab's guests.")
    private Optional<Path> kernel = Optional.empty();

    @Option(
            names = "--jobs",
            description = "Guests side by side in the lab, on the instruction clock (default: one a CPU).")
    private Optional<Integer> jobs = Optional.empty();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "Directory of the journal (default: bench-results/<UTC time>-<where>).")
    private Optional<Path> output = Optional.empty();

    @Option(
            names = "--from",
            paramLabel = "DIR|FILE",
            description = "Run nothing: judge an earlier calibration by its journal.")
    private Optional<Path> from = Optional.empty();

    @Mixin
    private OutputOptions printed = new OutputOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /// @param root where the kernel's files stand
    /// @param commandLine the command as typed, for the journal
    CalibrateCommand(Path root, String commandLine) {
        this.root = root;
        this.commandLine = commandLine;
    }

    @Override
    public Integer call() {
        blocks.ifPresent(OptionChecks::blocks);
        comparisons.ifPresent(number -> {
            require(number >= 1 && number <= 1000, "--aa takes 1 to 1000 comparisons, not " + number);
            require(blocks.orElse(2) >= 2, "--aa compares blocks: give --blocks 2 or more");
        });
        LiveLine line = printed.line(spec.commandLine().getErr());
        RunRecord record = JournalText.read(from.orElseGet(() -> run(line))).record();
        return comparisons.isPresent() ? falsePositives(record) : slopes(record, line);
    }

    private Path run(LiveLine line) {
        RunOptions options = options();
        RunRequest request = RunRequest.of(options).withCells(comparisons.isPresent() ? equalCells() : cells());
        return new RunSession(root, commandLine, line, spec.commandLine().getErr())
                .begin(options, request, clock -> design(request, clock))
                .path();
    }

    private RunOptions options() {
        RunOptions options = new RunOptions();
        options.matrix = "jit";
        options.preset = Preset.QUICK.word();
        options.load = Optional.of("pingpong");
        options.where = where;
        options.seed = seed;
        options.attach = Optional.of(attach);
        options.kernel = kernel;
        options.jobs = jobs;
        options.output = output;
        return options;
    }

    private Design design(RunRequest request, Clock clock) {
        int messages = switch (clock) {
            case WALL -> MESSAGES;
            case INSTRUCTIONS -> MESSAGES_OF_INSTRUCTIONS;
        };
        return request.design(clock)
                .withTraffic(new PingPong(messages))
                .withBlocks(comparisons
                        .map(number -> number * blocksEach())
                        .orElseGet(() -> blocks.orElse(
                                switch (clock) {
                                    case WALL -> Preset.QUICK.blocks();
                                    case INSTRUCTIONS -> BLOCKS_OF_INSTRUCTIONS;
                                })));
    }

    private int blocksEach() {
        return blocks.orElse(Preset.QUICK.blocks());
    }

    /// Each kind of code in several lengths, and a cell that is the same as another, for the noise floor.
    private static List<Cell> cells() {
        List<Cell> cells = new ArrayList<>();
        LENGTHS.forEach(length -> cells.add(cell("jit", 1, "harden", 0, "length", length)));
        cells.add(cell("jit", 1, "harden", 1, "length", PAIRED_LENGTH));
        LENGTHS.forEach(length -> cells.add(cell("jit", 1, "harden", 2, "length", length)));
        INTERPRETED_LENGTHS.forEach(length -> cells.add(cell("jit", 0, "length", length)));
        return cells;
    }

    private static List<Cell> equalCells() {
        return IntStream.rangeClosed(1, EQUAL_CELLS)
                .mapToObj(copy -> cell("jit", 1, "harden", 0, "copy", copy))
                .toList();
    }

    private static Cell cell(Object... dimensionsAndLevels) {
        List<Level> levels = new ArrayList<>();
        for (int i = 0; i < dimensionsAndLevels.length; i += 2) {
            levels.add(new Level(dimensionsAndLevels[i].toString(), dimensionsAndLevels[i + 1].toString()));
        }
        return new Cell(levels);
    }

    private int slopes(RunRecord record, LiveLine line) {
        Calibration calibration = Calibration.of(record);
        if (calibration.lines().isEmpty()) {
            throw new UsageException("this journal is not of a calibration: name one that bench calibrate wrote");
        }
        Set<String> above = OutputOptions.above(line);
        print(
                CalibrationJson.render(calibration),
                (above.isEmpty() ? "" : "\n") + CalibrationTable.render(calibration, above));
        return switch (calibration.outcome()) {
            case PASS -> ExitCode.DONE;
            case FAIL -> ExitCode.FAILED;
            case INCONCLUSIVE, NOT_JUDGED -> ExitCode.INCONCLUSIVE;
        };
    }

    private int falsePositives(RunRecord record) {
        if (record.started().design().cells().stream()
                .anyMatch(cell -> cell.value("copy").isEmpty())) {
            throw new UsageException(
                    "the cells of this journal are not all the same: name one that bench calibrate --aa wrote");
        }
        FalsePositives found = FalsePositives.of(record, blocksEach(record));
        print(CalibrationJson.render(found), CalibrationTable.render(found));
        return found.tooMany() ? ExitCode.FAILED : ExitCode.DONE;
    }

    /// The blocks of each comparison. An earlier run has as many as it has, whatever it was asked for then.
    private int blocksEach(RunRecord record) {
        int all = record.started().design().blocks();
        int number = comparisons.orElseThrow();
        require(
                all % number == 0 && all / number >= 2,
                "the journal's " + all + " blocks do not make " + number
                        + " comparisons of as many blocks each, two or more: name the --aa that it was run with");
        blocks.ifPresent(each -> require(
                each * number == all,
                "the journal's " + all + " blocks make " + number + " comparisons of " + all / number
                        + " blocks each, not of " + each + ": leave --blocks out"));
        return all / number;
    }

    private void print(String json, String table) {
        PrintWriter out = spec.commandLine().getOut();
        if (printed.json) {
            OutputOptions.printJson(out, json);
        } else {
            OutputOptions.print(out, table);
        }
    }
}
