// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import static io.bpfbench.harness.cli.UsageException.require;

import io.bpfbench.harness.matrix.Matrix;
import io.bpfbench.harness.probe.OwnObject;
import io.bpfbench.harness.probe.ProbeException;
import io.bpfbench.harness.probe.ProbeSpec;
import io.bpfbench.harness.run.Preset;
import io.bpfbench.harness.run.ProjectFiles;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.Declarations;
import io.bpfbench.reports.result.Design;
import io.bpfbench.reports.result.HttpTraffic;
import io.bpfbench.reports.result.Traffic;
import io.bpfbench.reports.stats.CompiledCode;
import io.bpfbench.reports.stats.Metric;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a run was asked for, checked: everything that can be known to be wrong before anything is touched.
record RunRequest(
        List<Cell> cells,
        Preset preset,
        int blocks,
        String where,
        boolean pingPong,
        Optional<TriggerRequest> trigger,
        double ratePerSecond,
        Optional<Integer> connections,
        Optional<URI> url,
        String attach,
        Optional<OwnObject> object,
        Declarations declared) {
    private static final List<String> ATTACH_KINDS = List.of("auto", "fentry", "kprobe", "raw_tp");
    private static final List<String> LOADS = List.of("http", "pingpong");
    private static final List<String> OF_THE_LATENCY_PROBE = List.of("attach", CompiledCode.OPT, CompiledCode.MCPU);
    private static final double USUAL_RATE = 100_000;
    private static final double HIGHEST_RATE = 10_000_000;

    /// @throws UsageException when an option makes no sense
    /// @throws io.bpfbench.harness.matrix.MatrixException when the matrix makes none
    static RunRequest of(RunOptions options) {
        Preset preset = OptionChecks.preset(options.preset);
        int blocks = options.blocks.orElse(preset.blocks());
        OptionChecks.blocks(blocks);
        options.load.ifPresent(
                load -> require(LOADS.contains(load), "--load takes http or pingpong, not '" + load + "'"));
        boolean pingPong = options.load.equals(Optional.of("pingpong"));
        if (pingPong) {
            refuseHttp(options, "--load pingpong");
        }
        Optional<TriggerRequest> trigger = TriggerRequest.of(options.trigger);
        if (trigger.isPresent()) {
            require(options.load.isEmpty(), "--trigger is itself the load: leave --load out");
            refuseHttp(options, "--trigger");
        }
        double rate = options.rate.orElse(USUAL_RATE);
        require(rate > 0 && rate <= HIGHEST_RATE, "--rate takes more than 0 and at most 10000000 requests a second");
        options.connections.ifPresent(c -> require(c >= 1 && c <= 65_536, "--connections takes 1 to 65536, not " + c));
        options.jobs.ifPresent(j -> require(j >= 1 && j <= 256, "--jobs takes 1 to 256, not " + j));
        OptionChecks.place(options.where, Map.of("--kernel", options.kernel, "--jobs", options.jobs));
        options.attach.ifPresent(kind -> require(
                ATTACH_KINDS.contains(kind), "--attach takes auto, fentry, kprobe or raw_tp, not '" + kind + "'"));
        options.resultFormat.ifPresent(f -> require(f.equals("json"), "-rf takes json, not '" + f + "'"));
        options.url.ifPresent(RunRequest::requireOwn);
        require(
                options.url.isEmpty() || !options.where.equals("lab"),
                "--url is a service on this machine, which a guest of the lab does not see; leave one of the two out");
        require(
                !options.where.equals("host") || options.trigger.files.isEmpty(),
                "--file is for the lab's guests: leave it out, or --where host");
        List<Cell> cells = Matrix.parse(options.matrix, options.restrictions).cells();
        require(
                options.attach.isEmpty() || cells.getFirst().value("attach").isEmpty(),
                "--attach decides for the whole run what --matrix attach varies: leave one of the two out, or restrict"
                        + " the dimension with -p attach=KIND,...");
        return new RunRequest(
                        cells,
                        preset,
                        blocks,
                        options.url.isPresent() ? "host" : options.where,
                        pingPong,
                        trigger,
                        rate,
                        options.connections,
                        options.url,
                        options.attach.orElse("auto"),
                        object(options, cells),
                        declared(options))
                .withMarginsOfItsOwn();
    }

    private RunRequest withMarginsOfItsOwn() {
        Traffic traffic = traffic(Clock.WALL);
        List<String> own = Metric.of(traffic).stream().map(Metric::key).toList();
        declared.margins()
                .keySet()
                .forEach(metric -> require(
                        own.contains(metric),
                        "--margin " + metric + ": " + (trigger.isPresent() ? "--trigger" : "--load " + traffic.word())
                                + " does not measure it; it has " + String.join(", ", own)));
        return this;
    }

    /// What is measured in place of the latency probe, looked into.
    private static Optional<OwnObject> object(RunOptions options, List<Cell> cells) {
        require(
                options.programs.isEmpty() || options.probe.isPresent(),
                "--programs names programs of an object: name it with --probe FILE, or leave --programs out");
        if (options.probe.isEmpty()) {
            return Optional.empty();
        }
        require(
                options.attach.isEmpty(),
                "--attach is of the latency probe: an object says by its sections how it is attached; leave one of"
                        + " --attach and --probe out");
        OF_THE_LATENCY_PROBE.forEach(dimension -> require(
                cells.getFirst().value(dimension).isEmpty(),
                "--matrix " + dimension + " makes variants of the latency probe, and an object is what it is: with"
                        + " --probe vary jit, harden, kallsyms or stack"));
        try {
            return Optional.of(OwnObject.read(options.probe.get(), options.programs, ProjectFiles.probe()));
        } catch (ProbeException wrong) {
            throw new UsageException("--probe: " + wrong.getMessage());
        }
    }

    /// The probe of every cell that says nothing of it.
    ProbeSpec probe() {
        return ProbeSpec.of(attach, object);
    }

    private static Declarations declared(RunOptions options) {
        require(
                options.replacements >= 0 && options.replacements <= 1000,
                "--replacements takes 0 to 1000, not " + options.replacements);
        options.margins.forEach((metric, margin) -> {
            require(
                    Metric.named(metric).isPresent(),
                    "--margin knows no metric '" + metric + "'; the metrics are "
                            + Arrays.stream(Metric.values()).map(Metric::key).collect(Collectors.joining(", ")));
            require(
                    margin > 0 && !margin.isInfinite(),
                    "--margin takes a number above 0, not " + metric + "=" + margin);
        });
        return new Declarations(options.replacements, options.margins);
    }

    /// The same of other cells.
    RunRequest withCells(List<Cell> others) {
        return new RunRequest(
                others,
                preset,
                blocks,
                where,
                pingPong,
                trigger,
                ratePerSecond,
                connections,
                url,
                attach,
                object,
                declared);
    }

    /// The design that this request comes to on a clock.
    Design design(Clock clock) {
        return new Design(cells, blocks, preset.word(), traffic(clock), attach, declared)
                .withObject(object.map(OwnObject::what));
    }

    private Traffic traffic(Clock clock) {
        if (trigger.isPresent()) {
            return trigger.get().trigger(preset, clock);
        }
        return pingPong ? preset.messages(clock) : http(clock);
    }

    private HttpTraffic http(Clock clock) {
        Preset.Windows windows = preset.windows(clock);
        Preset.Load load = Preset.load(clock);
        return new HttpTraffic(
                windows.maxWarmUp().toNanos(),
                windows.measurement().toNanos(),
                windows.attribution().toNanos(),
                ratePerSecond,
                connections.orElse(load.connections()),
                load.pipeline(),
                load.wakeUp().toNanos(),
                url.map(URI::toString).orElse(""));
    }

    private static void refuseHttp(RunOptions options, String load) {
        Map<String, Optional<?>> given = new LinkedHashMap<>();
        given.put("--rate", options.rate);
        given.put("--connections", options.connections);
        given.put("--url", options.url);
        given.forEach((name, value) -> require(
                value.isEmpty(),
                name + " is about HTTP requests, and " + load + " sends none; leave one of the two out"));
    }

    /// Load goes to this machine only: 100,000 requests a second are an attack anywhere else.
    private static void requireOwn(URI url) {
        boolean http = "http".equals(url.getScheme()) && url.getHost() != null;
        require(http, "--url takes an http URL, not '" + url + "'");
        try {
            for (InetAddress address : InetAddress.getAllByName(url.getHost())) {
                require(
                        address.isLoopbackAddress(),
                        "--url must name a service on this machine's loopback, and " + url.getHost() + " is "
                                + address.getHostAddress() + "; start the service here");
            }
        } catch (UnknownHostException unknown) {
            throw new UsageException("--url names the host '" + url.getHost() + "', which has no address");
        }
    }
}
