// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import io.bpfbench.harness.cli.GuestSaying.Kind;
import io.bpfbench.harness.kernel.KernelFiles;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// What runs inside a guest that goes through steps: does one after the other, as root, whatever comes of it, and
/// writes what happens to standard output, one [GuestSaying] a line.
final class GuestShell {
    static final String STEPS = "/bench/steps.json";

    private final Path root;
    private final PrintStream records;

    /// @param root where the kernel's files stand
    /// @param records where what happens is told
    GuestShell(Path root, PrintStream records) {
        this.root = root;
        this.records = records;
    }

    public static void main(String[] ignored) throws IOException {
        List<GuestStep> steps = GuestStep.fromJson(Files.readString(Path.of(STEPS)));
        GuestShell shell = new GuestShell(Path.of("/"), System.out);
        // Whatever writes past a command's own writers is output all the same.
        System.setOut(shell.lines(Kind.OUT));
        System.setErr(shell.lines(Kind.ERR));
        shell.run(steps);
        System.exit(0);
    }

    void run(List<GuestStep> steps) {
        say(Kind.HELLO, "");
        for (GuestStep step : steps) {
            say(Kind.STEP, step.toString());
            int code = run(step);
            say(Kind.EXIT, Integer.toString(code));
            if (step.needed() && code != ExitCode.DONE) {
                return;
            }
        }
    }

    private int run(GuestStep step) {
        List<String> rest = step.words().subList(1, step.words().size());
        return switch (step.words().getFirst()) {
            case "bench" -> bench(rest);
            case "set" -> set(rest.getFirst());
            case "exec" -> execute(rest);
            default -> throw new IllegalStateException(step + " was let through");
        };
    }

    private int bench(List<String> arguments) {
        try (PrintWriter out = new PrintWriter(lines(Kind.OUT), false, StandardCharsets.UTF_8);
                PrintWriter err = new PrintWriter(lines(Kind.ERR), true, StandardCharsets.UTF_8)) {
            return Main.run(root, out, err, arguments.toArray(String[]::new));
        }
    }

    /// One write of the whole value, whose error is seen, then what the setting reads back as.
    private int set(String assignment) {
        String name = assignment.substring(0, assignment.indexOf('='));
        String value = assignment.substring(assignment.indexOf('=') + 1);
        Path file = root.resolve("proc/sys").resolve(name.replace('.', '/'));
        try {
            try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.WRITE)) {
                out.write((value + "\n").getBytes(StandardCharsets.US_ASCII));
            }
            say(
                    Kind.OUT,
                    name + " = "
                            + new KernelFiles(root)
                                    .text("/proc/sys/" + name.replace('.', '/'))
                                    .orElse(""));
            return ExitCode.DONE;
        } catch (NoSuchFileException absent) {
            say(Kind.ERR, name + " cannot be set: there is no such setting in this kernel");
            return ExitCode.FAILED;
        } catch (IOException refused) {
            say(Kind.ERR, name + " = " + value + " is refused: " + refused.getMessage());
            return ExitCode.FAILED;
        }
    }

    private int execute(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .start();
            Thread errors = Thread.ofPlatform().name("errors").start(() -> pass(process.getErrorStream(), Kind.ERR));
            pass(process.getInputStream(), Kind.OUT);
            errors.join();
            return process.waitFor();
        } catch (IOException failed) {
            say(Kind.ERR, String.valueOf(failed.getMessage()));
            return ExitCode.FAILED;
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted); // by whom, in a guest?
        }
    }

    private void pass(InputStream from, Kind kind) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
            reader.lines().forEach(line -> say(kind, line));
        } catch (IOException failed) {
            say(Kind.ERR, String.valueOf(failed.getMessage()));
        }
    }

    /// One write a line, so that lines of two threads cannot mix.
    private void say(Kind kind, String text) {
        byte[] line = (new GuestSaying(kind, text).toJson() + "\n").getBytes(StandardCharsets.UTF_8);
        records.write(line, 0, line.length);
        records.flush();
    }

    private PrintStream lines(Kind kind) {
        return new PrintStream(new Lines(kind), false, StandardCharsets.UTF_8);
    }

    /// Output cut into lines; closing it says the last one, which nothing may have ended.
    private final class Lines extends OutputStream {
        private final Kind kind;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        Lines(Kind kind) {
            this.kind = kind;
        }

        @Override
        public synchronized void write(int value) {
            if (value == '\n') {
                say(kind, line.toString(StandardCharsets.UTF_8));
                line.reset();
            } else {
                line.write(value);
            }
        }

        @Override
        public synchronized void close() {
            if (line.size() > 0) {
                write('\n');
            }
        }
    }
}
