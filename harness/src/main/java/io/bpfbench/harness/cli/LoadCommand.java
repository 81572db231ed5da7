// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import io.bpfbench.reports.render.ReportException;
import io.bpfbench.workloads.http.LoadResult;
import io.bpfbench.workloads.http.LoadRun;
import io.bpfbench.workloads.http.LoadSpec;
import io.bpfbench.workloads.http.LoadWindow;
import io.bpfbench.workloads.http.WrkText;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `bench load`: puts load on one URL and says what came of it, in wrk's words.
@Command(
        name = "load",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Puts HTTP load on a URL: at a constant rate with -R, else as fast as it goes.",
        footer = {
            "",
            "With -R, latency counts from the moment each request was due, whether or not it could be sent then.",
            "Exit code 1 when there was no response at all."
        })
public final class LoadCommand implements Callable<Integer> {
    private static final long LONGEST_LAST_WORDS_SECONDS = 5;

    @Option(
            names = {"-t", "--threads"},
            defaultValue = "2",
            description = "Load threads (default ${DEFAULT-VALUE}).")
    private int threads = 2;

    @Option(
            names = {"-c", "--connections"},
            defaultValue = "10",
            description = "Connections over all threads (default ${DEFAULT-VALUE}).")
    private int connections = 10;

    @Option(
            names = {"-d", "--duration"},
            defaultValue = "10s",
            description = "How long to measure: 500ms, 10s, 2m, 1h (default ${DEFAULT-VALUE}).")
    private String duration = "10s";

    @Option(
            names = {"-R", "--rate"},
            description = "Requests per second over all threads, on schedule whatever the target does.")
    private Optional<Double> rate = Optional.empty();

    @Option(
            names = {"-L", "--latency"},
            description = "Print the latency distribution.")
    private boolean latency;

    @Option(
            names = {"--timeout"},
            defaultValue = "2s",
            description = "A response that takes longer is an error (default ${DEFAULT-VALUE}).")
    private String timeout = "2s";

    @Option(
            names = {"-H", "--header"},
            description = "Header line to add, such as 'Accept: */*'; may be repeated.")
    private List<String> headers = new ArrayList<>();

    @Option(
            names = {"-m", "--method"},
            description = "Request method (default GET, with a body POST).")
    private Optional<String> method = Optional.empty();

    @Option(
            names = {"--body"},
            defaultValue = "",
            description = "Request body.")
    private String body = "";

    @Option(
            names = {"--pipeline"},
            defaultValue = "1",
            description = "Requests in flight per connection (default ${DEFAULT-VALUE}).")
    private int pipeline = 1;

    @Option(
            names = {"--warmup"},
            defaultValue = "0s",
            description = "Load for this long before measuring (default ${DEFAULT-VALUE}).")
    private String warmUp = "0s";

    @Option(
            names = {"--wake-up"},
            defaultValue = "100us",
            description =
                    "With -R: least time between two looks at the schedule; requests due in between leave together"
                            + " (default ${DEFAULT-VALUE}).")
    private String wakeUp = "100us";

    @Option(
            names = "--json",
            description = "On standard output, the result and its histograms as JSON and nothing else.")
    private boolean json;

    @Option(names = "--json-file", paramLabel = "FILE", description = "Write the same JSON to this file as well.")
    private Optional<Path> jsonFile = Optional.empty();

    @Option(
            names = {"-k", "--insecure"},
            description = "https: believe any certificate.")
    private boolean insecure;

    @Parameters(paramLabel = "URL", description = "What to ask for.")
    private String url = "";

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Override
    public Integer call() {
        PrintWriter out = command.commandLine().getOut();
        PrintWriter err = command.commandLine().getErr();
        LoadSpec spec = spec();
        Duration length = duration("--duration", duration);
        if (length.isZero()) {
            throw usage("--duration must be more than zero");
        }
        if (!json) {
            out.print(WrkText.announcement(spec, length));
            out.flush();
        }
        LoadResult result;
        LiveLine line = LiveLine.onErrors(err, false);
        try {
            result = untilSignal(spec, duration("--warmup", warmUp), length, window -> line.show(live(window)));
        } catch (UncheckedIOException | UnsupportedOperationException failed) {
            line.clear();
            err.println("bench load: " + failed.getMessage());
            return 1;
        }
        line.clear();
        if (json) {
            OutputOptions.printJson(out, LoadJson.of(result));
        } else {
            out.print(WrkText.result(result, latency));
            out.flush();
        }
        jsonFile.ifPresent(file -> write(file, LoadJson.of(result)));
        if (result.total().responses() == 0) {
            String why = result.total().examples().isEmpty()
                    ? "check that the URL is right and the server answers"
                    : String.join("; ", result.total().examples().values());
            err.println("bench load: no response from " + url + " (" + why + ")");
            return 1;
        }
        return 0;
    }

    private LoadSpec spec() {
        try {
            return new LoadSpec(
                    new URI(url),
                    rate.isPresent() ? OptionalDouble.of(rate.get()) : OptionalDouble.empty(),
                    connections,
                    threads,
                    pipeline,
                    duration("--wake-up", wakeUp),
                    duration("--timeout", timeout),
                    method.orElse(body.isEmpty() ? "GET" : "POST"),
                    headers,
                    body,
                    insecure);
        } catch (URISyntaxException | IllegalArgumentException bad) {
            throw usage(String.valueOf(bad.getMessage()));
        }
    }

    /// Runs the load so that Ctrl-C ends it early and still shows its result, as wrk does.
    private static LoadResult untilSignal(LoadSpec spec, Duration warmUp, Duration length, Consumer<LoadWindow> live) {
        Thread runner = Thread.currentThread();
        CountDownLatch done = new CountDownLatch(1);
        Thread hook = new Thread(() -> {
            runner.interrupt();
            try {
                if (!done.await(LONGEST_LAST_WORDS_SECONDS, TimeUnit.SECONDS)) {
                    return;
                }
                runner.join(Duration.ofMillis(500));
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        });
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return LoadRun.run(spec, warmUp, length, live);
        } finally {
            done.countDown();
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException shuttingDown) {
                // The signal came: the hook waits for the result to be printed.
            }
        }
    }

    /// What stands on a terminal while the load goes on.
    static String live(LoadWindow window) {
        long errors =
                window.errors().values().stream().mapToLong(Long::longValue).sum();
        return String.format(
                Locale.ROOT,
                "  %,.0f req/s   p99 %.2f ms   errors %d",
                window.achievedPerSecond(),
                window.latencyNanos().getValueAtPercentile(99) / 1e6,
                errors + window.omitted());
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException refused) {
            throw ReportException.cannotWrite(file, refused, "name another file with --json-file");
        }
    }

    /// Numbers with us, ms, s, m or h; a bare number is seconds, as wrk has it.
    private Duration duration(String option, String text) {
        int digits = 0;
        while (digits < text.length() && (Character.isDigit(text.charAt(digits)) || text.charAt(digits) == '.')) {
            digits++;
        }
        try {
            double number = Double.parseDouble(text.substring(0, digits));
            double seconds = switch (text.substring(digits)) {
                case "us" -> number / 1e6;
                case "ms" -> number / 1e3;
                case "", "s" -> number;
                case "m" -> number * 60;
                case "h" -> number * 3600;
                default -> throw new NumberFormatException();
            };
            return Duration.ofNanos((long) (seconds * 1e9));
        } catch (NumberFormatException bad) {
            throw usage(option + " takes a time such as 500ms, 10s or 2m, not '" + text + "'");
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(command.commandLine(), message);
    }
}
