// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import io.bpfbench.harness.kernel.KernelFiles;
import io.bpfbench.harness.kernel.MachineLock;
import io.bpfbench.harness.lab.Lab;
import io.bpfbench.harness.lab.LabOptions;
import io.bpfbench.harness.probe.OwnObject;
import io.bpfbench.harness.probe.ProbeSpec;
import io.bpfbench.harness.run.HostVenue;
import io.bpfbench.harness.run.ProjectFiles;
import io.bpfbench.harness.run.Venue;
import io.bpfbench.harness.trial.Feasibility;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Design;
import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.reports.result.RunEvent.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Chooses where a run takes place, and remembers why.
final class VenueChoice {
    private final KernelFiles files;
    private final MachineLock lock;
    private final RunOptions options;
    private final long seed;
    private final Consumer<String> progress;
    private String reason = "";

    /// @param seed of all that is random in a lab
    /// @param progress is told what takes long
    VenueChoice(KernelFiles files, MachineLock lock, RunOptions options, long seed, Consumer<String> progress) {
        this.files = files;
        this.lock = lock;
        this.options = options;
        this.seed = seed;
        this.progress = progress;
    }

    /// One line: why there.
    String reason() {
        return reason;
    }

    /// The first place that can run every cell: host, then the lab.
    Venue choose(RunRequest request) {
        return switch (request.where()) {
            case "host" -> {
                reason = request.url().isPresent()
                        ? "on this machine's kernel: --url is a service on it"
                        : "on this machine's kernel, as asked";
                yield host(request.cells(), request.probe());
            }
            case "lab" -> lab("in the lab, as asked", request.object());
            default -> automatic(request);
        };
    }

    /// The place of an earlier, interrupted run.
    ///
    /// @param object what it measures in place of the latency probe
    Venue again(RunEvent.RunStarted started, Design design, Optional<OwnObject> object) {
        return switch (started.place()) {
            case HOST -> host(design.cells(), ProbeSpec.of(design.attach(), object));
            case LAB -> lab("in the lab, as before", object);
        };
    }

    private Venue automatic(RunRequest request) {
        Optional<String> warning = request.object().flatMap(OwnObject::warning);
        if (warning.isPresent()) {
            return lab("in the lab: " + warning.get() + " (--where host does it on this machine)", request.object());
        }
        HostVenue host = host(request.cells(), request.probe());
        Feasibility feasibility = host.feasibility();
        if (feasibility.cells().size() == request.cells().size()) {
            reason = "on this machine's kernel: it can run every cell";
            return host;
        }
        host.close();
        List<Cell> missing = new ArrayList<>(request.cells());
        missing.removeAll(feasibility.cells());
        String object = request.object().map(own -> own.what().name()).orElse("");
        String cause = feasibility.findings().stream()
                .filter(finding -> finding.subject().equals(missing.getFirst().label())
                        || finding.subject().equals(object))
                .map(Finding::toString)
                .findFirst()
                .orElseGet(() -> missing.getFirst().label() + " has no way to attach: "
                        + feasibility.findings().stream().map(Finding::toString).collect(Collectors.joining("; ")));
        return lab("in the lab: on this machine's kernel " + cause, request.object());
    }

    private HostVenue host(List<Cell> cells, ProbeSpec probe) {
        return HostVenue.open(files, lock, ProjectFiles.probe(), cells, probe);
    }

    private Venue lab(String why, Optional<OwnObject> object) {
        int jobs = options.jobs.orElseGet(() -> Runtime.getRuntime().availableProcessors());
        LabOptions asked = LabOptions.of(ProjectFiles.init(), ProjectFiles.probe(), seed, jobs)
                .withObject(object);
        Lab lab = Lab.open(options.kernel.map(asked::withKernel).orElse(asked), progress);
        reason = why + lab.findings().stream().map(finding -> "; " + finding).collect(Collectors.joining());
        return lab;
    }
}
