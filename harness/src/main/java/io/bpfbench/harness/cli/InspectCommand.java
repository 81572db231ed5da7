// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import static io.bpfbench.harness.cli.UsageException.require;

import io.bpfbench.harness.inspect.HardenedLoads;
import io.bpfbench.harness.inspect.HardenedLoads.Loaded;
import io.bpfbench.harness.inspect.InspectException;
import io.bpfbench.harness.inspect.Inspection;
import io.bpfbench.harness.inspect.LoadedProgram;
import io.bpfbench.harness.inspect.ProgramReader;
import io.bpfbench.harness.kernel.KernelFiles;
import io.bpfbench.harness.kernel.MachineLock;
import io.bpfbench.harness.kernel.Setting;
import io.bpfbench.harness.kernel.SettingRefusedException;
import io.bpfbench.harness.kernel.SettingsLease;
import io.bpfbench.harness.probe.ProbeException;
import io.bpfbench.harness.run.ProjectFiles;
import io.bpfbench.reports.result.Clock;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `bench inspect`: a loaded program, all of them, or the same one under several levels of hardening.
@Command(
        name = "inspect",
        sortOptions = false,
        description = {
            "Shows a loaded program: whether it is JITed, under which name, what it costs, its code. Needs root.",
            "With --harden it loads one under each level and shows its code side by side: needs root, or the lab."
        })
final class InspectCommand implements Callable<Integer> {
    private static final String OBJECT_IN_GUEST = "/bench/object.bpf.o";
    private static final double SHORTEST_COUNT_SECONDS = 0.001;
    private static final double LONGEST_COUNT_SECONDS = 3600;
    private static final BigInteger GREATEST_ID = BigInteger.valueOf(0xffffffffL);

    private final Path root;

    @Parameters(
            paramLabel = "ID|NAME",
            arity = "0..1",
            description = "The program, by the kernel's number of it or its name; without one, the list of all.")
    private Optional<String> wanted = Optional.empty();

    @Option(names = "--list", description = "Every loaded program, a line each.")
    private boolean list;

    @Option(
            names = "--stats",
            paramLabel = "SECONDS",
            description = "Have the kernel count runs for so long first, which costs some 20 ns a run meanwhile.")
    private Optional<Double> countSeconds = Optional.empty();

    @Option(
            names = "--harden",
            paramLabel = "LEVELS",
            split = ",",
            description = "Levels of net.core.bpf_jit_harden, such as 0,2: load a program under each and compare.")
    private List<String> levels = new ArrayList<>();

    @Option(
            names = "--object",
            paramLabel = "FILE",
            description =
                    "With --harden: a BPF object file in place of the latency probe; NAME is then one of its own.")
    private Optional<Path> object = Optional.empty();

    @Option(
            names = "--where",
            defaultValue = "auto",
            description = {
                "With --harden: host, lab, or auto: this machine, unless it cannot or a level is below the one it has,",
                "which protects other programs meanwhile; else the lab (default: ${DEFAULT-VALUE})."
            })
    private String where = "";

    @Option(names = "--kernel", paramLabel = "FILE", description = "Kernel image for the lab's guest.")
    private Optional<Path> kernel = Optional.empty();

    @Option(names = "--json", description = "On standard output, JSON and nothing else.")
    private boolean json;

    @Option(
            names = {"-q", "--quiet"},
            description = "Only the result and errors.")
    private boolean quiet;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /// @param root where the kernel's files stand
    InspectCommand(Path root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        check();
        if (!levels.isEmpty()) {
            return compared();
        }
        ProgramReader reader = ProgramReader.beside(ProjectFiles.probe());
        if (wanted.isEmpty()) {
            List<LoadedProgram> programs = reader.list(countSeconds.orElse(0.0));
            print(
                    json
                            ? InspectJson.list(programs)
                            : InspectText.list(
                                    programs,
                                    Terminal.outputColumns(),
                                    Inspection.statisticsOn(new KernelFiles(root))));
            return ExitCode.DONE;
        }
        LoadedProgram program = reader.show(id(reader, wanted.get()), countSeconds.orElse(0.0));
        Inspection inspection = Inspection.of(program, new KernelFiles(root));
        print(json ? InspectJson.program(inspection) : InspectText.program(inspection));
        return ExitCode.DONE;
    }

    private void check() {
        require(
                !list || (wanted.isEmpty() && levels.isEmpty()),
                "--list shows all programs: leave ID, NAME and --harden out");
        countSeconds.ifPresent(seconds -> require(
                seconds >= SHORTEST_COUNT_SECONDS && seconds <= LONGEST_COUNT_SECONDS,
                "--stats takes seconds from 0.001 to 3600, not " + seconds));
        require(
                countSeconds.isEmpty() || levels.isEmpty(),
                "--stats counts runs of loaded programs: leave --harden out");
        require(
                levels.stream().allMatch(Setting.HARDEN::allows),
                "--harden takes levels of " + String.join(", ", Setting.HARDEN.levels()) + ", such as 0,2, not '"
                        + String.join(",", levels) + "'");
        require(!levels.isEmpty() || object.isEmpty(), "--object goes with --harden: name the levels to load it under");
        OptionChecks.place(where);
        require(
                !levels.isEmpty() || !where.equals("lab"),
                "the lab's guest is fresh and runs no programs: add --harden 0,2");
        require(
                kernel.isEmpty() || (!levels.isEmpty() && !where.equals("host")),
                "--kernel is that of the lab's guest: it goes with --harden, and not with --where host");
        wanted.filter(InspectCommand::isNumber)
                .map(BigInteger::new)
                .ifPresent(id -> require(
                        !levels.isEmpty() || (id.signum() > 0 && id.compareTo(GREATEST_ID) <= 0),
                        "programs have numbers from 1 to " + GREATEST_ID + ", not " + id));
        object.ifPresent(file -> require(Files.isReadable(file), "there is no object file " + file + " to read"));
    }

    private static boolean isNumber(String wanted) {
        return wanted.matches("[0-9]+");
    }

    /// The one program of that number or name.
    private static long id(ProgramReader reader, String wanted) {
        if (isNumber(wanted)) {
            return Long.parseLong(wanted);
        }
        List<LoadedProgram> named = reader.list(0).stream()
                .filter(program -> program.name().equals(wanted))
                .toList();
        if (named.isEmpty()) {
            throw new InspectException(
                    "no loaded program has the name " + wanted + ": bench inspect --list shows them all");
        }
        if (named.size() > 1) {
            throw new InspectException(named.size() + " loaded programs have the name " + wanted
                    + ": name one by its number, "
                    + named.stream().map(program -> Long.toString(program.id())).collect(Collectors.joining(", ")));
        }
        return named.getFirst().id();
    }

    private int compared() {
        LiveLine line = LiveLine.onErrors(spec.commandLine().getErr(), quiet);
        Seen seen = switch (where) {
            case "host" -> onHost(line);
            case "lab" -> inLab(line);
            default -> whereItCan(line);
        };
        print(
                json
                        ? InspectJson.compared(seen.loads())
                        : InspectText.compared(seen.loads(), seen.place(), seen.clock(), Terminal.outputColumns()));
        return ExitCode.DONE;
    }

    private record Seen(List<Loaded> loads, String place, Clock clock) {}

    private Seen whereItCan(LiveLine line) {
        HardenedLoads loads = loads();
        Optional<String> price = loads.price(levels);
        if (price.isPresent()) {
            line.say("in the lab: here it would mean " + price.get()
                    + " for every program that is loaded meanwhile; --where host does it nevertheless");
            return inLab(line);
        }
        try {
            return onHost(line);
        } catch (SettingRefusedException refused) {
            line.say("in the lab: on this machine's kernel " + refused.getMessage());
        } catch (ProbeException refused) {
            // An object that the kernel does not take for its content would fail in a guest as well.
            if (object.isPresent() && !refused.getMessage().contains("Operation not permitted")) {
                throw refused;
            }
            line.say("in the lab: on this machine's kernel " + refused.getMessage());
        }
        return inLab(line);
    }

    private HardenedLoads loads() {
        return new HardenedLoads(new KernelFiles(root), ProjectFiles.probe(), object, wanted);
    }

    private Seen onHost(LiveLine line) {
        HardenedLoads loads = loads();
        try (MachineLock lock = MachineLock.acquire(root);
                SettingsLease lease = SettingsLease.open(lock)) {
            loads.price(levels)
                    .ifPresent(
                            price -> line.say("for every program that is loaded on this machine meanwhile: " + price));
            try {
                return new Seen(loads.under(levels, lease), "this machine's kernel", Clock.WALL);
            } finally {
                lease.restore().done().forEach(line::say);
                lease.notices().forEach(line::say);
            }
        }
    }

    /// The same command in a guest, which says what it found as JSON. What the native code means is looked up here: a
    /// guest has no disassembler.
    private Seen inLab(LiveLine line) {
        List<String> command = new ArrayList<>(
                List.of("inspect", "--where", "host", "--json", "--quiet", "--harden", String.join(",", levels)));
        Map<String, Path> files = new HashMap<>();
        object.ifPresent(file -> {
            command.addAll(List.of("--object", OBJECT_IN_GUEST));
            files.put(OBJECT_IN_GUEST, file);
        });
        wanted.ifPresent(command::add);
        List<String> output = new ArrayList<>();
        List<String> errors = new ArrayList<>();
        AtomicReference<Clock> clock = new AtomicReference<>(Clock.WALL);
        new GuestSession(root, kernel, files, 1, line::say).run(List.of(GuestStep.bench(command)), (told, said) -> {
            clock.set(told);
            switch (said.kind()) {
                case OUT -> output.add(said.text());
                case ERR -> errors.add(said.text());
                case HELLO, STEP, EXIT -> {}
            }
        });
        line.clear();
        if (output.isEmpty()) {
            throw new InspectException(
                    "in the guest: " + String.join("\n", errors).replace("bench: ", ""));
        }
        return new Seen(InspectJson.read(String.join("\n", output)), "a guest of the lab", clock.get());
    }

    private void print(String text) {
        if (json) {
            OutputOptions.printJson(spec.commandLine().getOut(), text);
        } else {
            OutputOptions.print(spec.commandLine().getOut(), text);
        }
    }
}
