// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `bench lab`: another command of bench, in a guest.
@Command(
        name = "lab",
        sortOptions = false,
        description = {
            "Runs a command of bench as root in a fresh guest of the lab: nothing of this machine is touched.",
            "Exit code: the command's, or 1 where a --set is refused; of a --script 0 once all its steps were gone through.",
            "For example: bench lab --set net.core.bpf_jit_harden=2 -- tune --profile production"
        })
final class LabCommand implements Callable<Integer> {
    private final Path root;

    @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "A command line of bench, after --.")
    private List<String> command = new ArrayList<>();

    @Option(
            names = "--set",
            paramLabel = "SYSCTL=VALUE",
            description =
                    "A setting of the guest's kernel, beforehand; without it the command is not run. May be repeated.")
    private List<String> settings = new ArrayList<>();

    @Option(
            names = "--script",
            paramLabel = "FILE",
            description = {
                "Instead: steps, one a line: 'bench COMMAND...', 'set SYSCTL=VALUE', 'exec PROGRAM...'.",
                "Each is shown behind a $, then what it says and its exit code."
            })
    private Optional<Path> script = Optional.empty();

    @Option(
            names = "--file",
            paramLabel = "NAME=FILE",
            description = "A file of this machine and its absolute name in the guest. May be repeated.")
    private Map<String, Path> files = new LinkedHashMap<>();

    @Option(names = "--kernel", paramLabel = "FILE", description = "Kernel image for the guest.")
    private Optional<Path> kernel = Optional.empty();

    @Option(names = "--seed", defaultValue = "1", description = "Seed of what is random in the guest (default: 1).")
    private long seed;

    @Option(
            names = {"-q", "--quiet"},
            description = "Only what comes out of the guest, and errors.")
    private boolean quiet;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /// @param root where the kernel's files stand
    LabCommand(Path root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        if (script.isPresent() != command.isEmpty()) {
            throw new UsageException("name one command of bench after --, or a --script of steps");
        }
        files.forEach(LabCommand::check);
        List<GuestStep> steps = new ArrayList<>();
        settings.forEach(setting -> steps.add(GuestStep.set(setting)));
        script.ifPresentOrElse(
                file -> steps.addAll(GuestStep.parse(read(file))), () -> steps.add(GuestStep.bench(command)));
        Transcript transcript = new Transcript();
        LiveLine line = LiveLine.onErrors(spec.commandLine().getErr(), quiet);
        new GuestSession(root, kernel, files, seed, line::say)
                .run(List.copyOf(steps), (clock, said) -> transcript.add(said));
        return transcript.code;
    }

    static void check(String name, Path file) {
        if (!name.startsWith("/") || name.endsWith("/")) {
            throw new UsageException("--file takes NAME=FILE with an absolute name in the guest, not '" + name + "'");
        }
        if (Path.of(name).startsWith("/tmp")) {
            throw new UsageException("--file " + name + ": a guest's /tmp is empty when it begins; name another place");
        }
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new UsageException("there is no file " + file + " to take into the guest as " + name);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UsageException("cannot read the steps in " + file + ": name a text file with --script");
        }
    }

    /// Prints what comes out of the guest. A script is a play of many parts, and its readers judge; a single command's
    /// output is passed on as it is, and its exit code.
    private final class Transcript {
        private final PrintWriter out = spec.commandLine().getOut();
        private final PrintWriter err = spec.commandLine().getErr();
        private boolean isSet;
        private int code = ExitCode.DONE;

        void add(GuestSaying said) {
            switch (said.kind()) {
                case HELLO -> {}
                case STEP -> {
                    isSet = said.text().startsWith("set ");
                    if (script.isPresent()) {
                        out.println("$ " + said.text());
                    }
                }
                case OUT -> {
                    if (script.isPresent() || !isSet) {
                        out.println(said.text());
                    }
                }
                case ERR -> (script.isPresent() ? out : err).println(said.text());
                case EXIT -> {
                    int ended = Integer.parseInt(said.text());
                    if (script.isPresent()) {
                        out.println("exit " + ended);
                    } else if (ended != ExitCode.DONE && code == ExitCode.DONE) {
                        code = ended;
                    }
                }
            }
            out.flush();
        }
    }
}
